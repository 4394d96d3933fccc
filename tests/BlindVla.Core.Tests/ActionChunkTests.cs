namespace BlindVla.Core.Tests;

internal sealed class ActionChunkTests
{
    [Test]
    public void Indexer_GivesTheRowsInOrder()
    {
        var chunk = new ActionChunk(new float[] { 1, 2, 3, 4, 5, 6 }, 2);

        Assert.That(chunk.Count, Is.EqualTo(3));
        Assert.That(Enumerable.Range(0, 3).Select(i => chunk[i].ToArray()), Is.EqualTo(new[] { new float[] { 1, 2 }, [3, 4], [5, 6] }));
    }

    [Test]
    public void Single_IsOneRow()
    {
        var chunk = ActionChunk.Single(new float[] { 1, 2, 3 });

        Assert.That((chunk.Count, chunk.ActionLength), Is.EqualTo((1, 3)));
        Assert.That(chunk[0].ToArray(), Is.EqualTo(new float[] { 1, 2, 3 }));
    }
}
