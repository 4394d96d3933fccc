using BlindVla.Evaluation;
using BlindVla.Evaluation.Tests.Fakes;

namespace BlindVla.Cluster.Tests;

/// <summary>Parts whose times are known.</summary>
public sealed class ArrayOverheadTests
{
    private TemporaryFolder _temporary = null!;
    private ArrayFolder _folder = null!;

    [SetUp]
    public void MakeFolder()
    {
        _temporary = new();
        _folder = ArrayFolder.Of(Path.Combine(_temporary.Path, "run"));
        Directory.CreateDirectory(_folder.Path);
    }

    [TearDown]
    public void RemoveFolder() => _temporary.Dispose();

    [Test]
    public async Task Overhead_IsTheTimeBeforeTheFirstTrial_AndWhatIsNotOfATrial()
    {
        // Two trials each.
        for (var part = 1; part <= 3; part++)
            await WriteAsync(part, begun: $"2026-03-01T12:00:0{part}.500Z task {part} on n1");
        var spent = Enumerable
            .Range(1, 3)
            .SelectMany(part => RecordedRun.Open(_folder.Part(part)).Trials)
            .Sum(trial => trial.WallSeconds!.Value);

        var overhead = ArrayOverhead.Of(_folder, 4)!;

        Assert.That((overhead.Tasks, overhead.SecondsToBegin), Is.EqualTo((3, 7.5)), "12:00:10 less 12:00:02.5");
        Assert.That(overhead.SecondsATrial, Is.EqualTo(((3 * 2 * 20) - spent) / 6).Within(1e-9));
    }

    [TestCase("srun: error: nothing of ours")]
    [TestCase("")]
    public async Task TaskThatDidNotSayWhenItBegan_IsNotCounted(string line)
    {
        await WriteAsync(1, line);

        Assert.That(ArrayOverhead.Of(_folder, 2), Is.Null);
    }

    /// <summary>A part of two workers that began at 12:00:10 and took 20 s.</summary>
    private async Task WriteAsync(int part, string begun)
    {
        var run = new SomeRun { Episodes = [SomeEpisodes.Suite(3)[part]], Shard = new(part, 4) };
        await run.RunAsync(_folder.Part(part));
        var at = new DateTimeOffset(2026, 3, 1, 12, 0, 10, TimeSpan.Zero);
        SomeRun.Rewrite(_folder.Part(part), record =>
            record with
            {
                Timings = new(at, at, 20),
                Settings = record.Settings with { Workers = 2 },
            }
        );
        await File.WriteAllTextAsync(_folder.Log($"{part}"), $"{begun}\nmore\n");
    }
}
