namespace BlindVla.Bridge.Tests;

public sealed class OutputTailTests
{
    [Test]
    public async Task Read_ToTheEnd_ClosesTheReader()
    {
        var reader = new StringReader("one\ntwo");
        var tail = new OutputTail();

        await tail.ReadAsync(reader, _ => { });

        Assert.That(tail.ToString(), Is.EqualTo("one\ntwo"));
        Assert.That(reader.Read, Throws.TypeOf<ObjectDisposedException>());
    }
}
