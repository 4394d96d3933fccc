using BlindVla.Fuzz.Tests.Engine;
using BlindVla.Fuzz.Tests.Mutation;
using Microsoft.Extensions.Time.Testing;

namespace BlindVla.Fuzz.Tests;

/// <summary>The fuzzer finds what it is there to find.</summary>
internal sealed class EngineTests
{
    private static readonly byte[] Right = [.. "name: a\nnumber: 1\n"u8];

    [Test]
    public void Input_OfSeedAndNumber_IsAlwaysTheSame() =>
        Assert.That(
            Enumerable.Range(0, 100).Select(i => Convert.ToHexString(Of(_ => { }).Input(i))),
            Is.EqualTo(Enumerable.Range(0, 100).Select(i => Convert.ToHexString(Of(_ => { }).Input(i))))
        );

    [Test]
    public void Input_OfOtherNumbers_Differs() =>
        Assert.That(
            Enumerable.Range(0, 1000).Select(i => Convert.ToHexString(Of(_ => { }).Input(i))).Distinct().Count(),
            Is.GreaterThan(400)
        );

    [Test]
    public void Try_ReaderTakesOrRefuses_IsFine() =>
        Assert.Multiple(() =>
        {
            Assert.That(Of(_ => { }).Try(0), Is.Null);
            Assert.That(Of(_ => throw new FormatException("expected a number, found nothing")).Try(0), Is.Null);
        });

    [Test]
    public void Try_AnotherException_IsTold() =>
        Assert.That(
            Of(_ => throw new InvalidOperationException("oh")).Try(0),
            Does.StartWith("System.InvalidOperationException came out").And.Contain("oh")
        );

    /// <summary>Whoever catches the refusal need not expect what derives from it.</summary>
    [Test]
    public void Try_AnExceptionDerivedFromTheRefusal_IsTold() =>
        Assert.That(Of(_ => throw new UriFormatException("oh")).Try(0), Does.StartWith("System.UriFormatException came out"));

    [TestCase("", "0 characters")]
    [TestCase("could not be converted to System.Int32", "names the type System.Int32")]
    [TestCase("found '\u001b[31m'", "control character 001b")]
    public void Try_ARefusalThatNobodyShouldRead_IsTold(string message, string complaint) =>
        Assert.That(Of(_ => throw new FormatException(message)).Try(0), Does.Contain(complaint));

    [Test]
    public void Try_MoreAllocatedThanAllowed_IsTold()
    {
        var kept = Array.Empty<byte>();

        Assert.That(Of(_ => kept = new byte[6 << 20]).Try(0), Does.Contain("bytes were allocated"));
        Assert.That(kept, Is.Not.Empty);
    }

    [Test]
    public void Try_AnInputThatTakesForEver_EndsTheProcessAndNamesTheInput()
    {
        var time = new FakeTimeProvider();
        var ends = new List<string>();
        var fuzzer = new Fuzzer(Target(_ => time.Advance(TimeSpan.FromMinutes(6))), seed: 3, new Watchdog(time, ends.Add));

        fuzzer.Try(17);
        time.Advance(TimeSpan.FromMinutes(6));

        Assert.That(ends, Has.Count.EqualTo(1));
        Assert.That(ends[0], Does.Contain("sample hung").And.Contain("BLINDVLA_FUZZ_REPLAY=sample:3:17"));
    }

    private static Fuzzer Of(Action<byte[]> read) => new(Target(read), seed: 3, new Watchdog(new FakeTimeProvider(), Assert.Fail));

    private static FuzzTarget Target(Action<byte[]> read) =>
        new("sample", [Right], [new TextMutator(), new ByteMutator()], read, typeof(FormatException));
}
