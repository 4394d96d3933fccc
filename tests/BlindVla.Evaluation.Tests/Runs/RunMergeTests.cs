using BlindVla.Evaluation.Tests.Fakes;

namespace BlindVla.Evaluation.Tests.Runs;

internal sealed class RunMergeTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public async Task ShardUnion_EqualsTheWhole([Values(1, 2, 3, 5)] int count)
    {
        await new SomeRun().RunAsync(_folder["whole"]);
        var shards = await RunShardsAsync(count);

        var merged = RunMerge.Merge([.. shards.Reverse()], _folder["merged"], TimeProvider.System);

        Assert.Multiple(() =>
        {
            Assert.That((merged.Status, merged.Missing), Is.EqualTo((RunStatus.Complete, Array.Empty<string>())));
            Assert.That(SomeRun.Facts(_folder["merged"]), Is.EqualTo(SomeRun.Facts(_folder["whole"])));
            Assert.That(File.ReadAllText(_folder["merged/summary.json"]), Is.EqualTo(File.ReadAllText(_folder["whole/summary.json"])));
            Assert.That(
                RunComparison.Differences(RecordedRun.Open(_folder["whole"]).Record.Identity, RecordedRun.Open(_folder["merged"]).Record.Identity), Is.Empty);
            var run = RecordedRun.Open(_folder["merged"]);
            Assert.That(run.Trials.Select(trial => run.Actions(trial.Key).Applied!.Value.Length), Is.All.EqualTo(7 * SomeEpisodes.Steps));
        });
    }

    [Test]
    public async Task Merge_VideoOfATrial_ComesAlong()
    {
        var shards = await RunShardsAsync(2);
        Directory.CreateDirectory(Path.Combine(shards[1], "videos/hold"));
        File.WriteAllText(Path.Combine(shards[1], "videos/hold/tiny__reach__vision__table@0.5__0000.webp"), "film");

        RunMerge.Merge(shards, _folder["merged"], TimeProvider.System);

        Assert.That(File.ReadAllText(_folder["merged/videos/hold/tiny__reach__vision__table@0.5__0000.webp"]), Is.EqualTo("film"));
    }

    [Test]
    public async Task Merge_ShardsOrTrialsAreMissing_SaysWhich()
    {
        var shards = await RunShardsAsync(3);
        var lines = File.ReadAllLines(Path.Combine(shards[1], "episodes.csv"));
        File.WriteAllLines(Path.Combine(shards[1], "episodes.csv"), lines[..^1]);
        var record = Path.Combine(shards[1], "run.json");
        File.WriteAllText(record, File.ReadAllText(record).Replace("\"finished\": 4", "\"finished\": 3"));

        var merged = RunMerge.Merge([shards[0], shards[1]], _folder["merged"], TimeProvider.System);

        Assert.Multiple(() =>
        {
            Assert.That(merged.Status, Is.EqualTo(RunStatus.Partial));
            Assert.That(merged.Missing, Is.EqualTo(new[] { "shard 3/3 is not there", $"shard 2/3 lacks 1 of 4 trials ({shards[1]})" }));
        });
    }

    [Test]
    public async Task Merge_OnlyAShardIsMissing_IsNotComplete()
    {
        var shards = await RunShardsAsync(3);

        var merged = RunMerge.Merge(shards[..2], _folder["merged"], TimeProvider.System);

        Assert.That(merged.Status, Is.EqualTo(RunStatus.Partial));
    }

    [Test]
    public async Task Merge_ShardTwice_IsRefused()
    {
        var shards = await RunShardsAsync(2);

        var error = Assert.Throws<RunException>(() => RunMerge.Merge([shards[0], shards[1], shards[0]], _folder["merged"], TimeProvider.System));

        Assert.Multiple(() =>
        {
            Assert.That(error!.Message, Does.Contain("nothing is counted twice"));
            Assert.That(Directory.Exists(_folder["merged"]), Is.False);
        });
    }

    [Test]
    public async Task Merge_ShardsOfDifferentRuns_ListsTheDifferences()
    {
        var shards = await RunShardsAsync(2);
        var json = File.ReadAllText(Path.Combine(shards[1], "run.json"));
        File.WriteAllText(Path.Combine(shards[1], "run.json"), json.Replace("\"renderer\": \"formula\"", "\"renderer\": \"guess\"", StringComparison.Ordinal));

        var error = Assert.Throws<RunException>(() => RunMerge.Merge(shards, _folder["merged"], TimeProvider.System));

        Assert.That(error!.Message, Does.Contain("identity.environment.renderer: expected \"formula\", found \"guess\""));
    }

    [Test]
    public async Task Merge_WholeRun_IsRefused()
    {
        await new SomeRun().RunAsync(_folder["whole"]);

        var error = Assert.Throws<RunException>(() => RunMerge.Merge([_folder["whole"]], _folder["merged"], TimeProvider.System));

        Assert.That(error!.Message, Does.Contain("is a whole run, not a shard"));
    }

    [TestCase("2/4", 2, 4)]
    [TestCase("1/1", 1, 1)]
    public void Parse_Shard_IsRead(string text, int index, int count) => Assert.That(Shard.Parse(text), Is.EqualTo(new Shard(index, count)));

    [TestCase("0/4")]
    [TestCase("5/4")]
    [TestCase("2")]
    [TestCase("-1/2")]
    [TestCase("a/b")]
    public void Parse_NoShard_IsRefused(string text) => Assert.That(() => Shard.Parse(text), Throws.TypeOf<RunException>().With.Message.Contains("expected i/n"));

    private async Task<string[]> RunShardsAsync(int count)
    {
        var folders = Enumerable.Range(1, count).Select(index => _folder[$"shard{index}"]).ToArray();
        for (var index = 1; index <= count; index++)
        {
            var part = SomeEpisodes.Suite(3).Where((_, position) => position % count == index - 1);
            await new SomeRun { Episodes = [.. part], Shard = new(index, count) }.RunAsync(folders[index - 1]);
        }
        return folders;
    }
}
