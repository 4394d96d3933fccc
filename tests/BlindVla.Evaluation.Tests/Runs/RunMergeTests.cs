using BlindVla.Evaluation.Tests.Fakes;
using BlindVla.Files;

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

        var merged = Merge([.. shards.Reverse()]);

        Assert.Multiple(() =>
        {
            Assert.That((merged.Status, merged.Missing), Is.EqualTo((RunStatus.Complete, Array.Empty<string>())));
            Assert.That(SomeRun.Facts(_folder["merged"]), Is.EqualTo(SomeRun.Facts(_folder["whole"])));
            Assert.That(File.ReadAllText(_folder["merged/summary.json"]), Is.EqualTo(File.ReadAllText(_folder["whole/summary.json"])));
            Assert.That(
                RunComparison.Differences(
                    RecordedRun.Open(_folder["whole"]).Record.Identity,
                    RecordedRun.Open(_folder["merged"]).Record.Identity
                ),
                Is.Empty
            );
            var run = RecordedRun.Open(_folder["merged"]);
            Assert.That(run.Trials.Select(trial => run.Actions(trial.Key).Applied!.Value.Length), Is.All.EqualTo(7 * SomeEpisodes.Steps));
        });
    }

    [Test]
    public async Task Merge_VideoOfATrial_ComesAlong()
    {
        var shards = await RunShardsAsync(2);
        Directory.CreateDirectory(Path.Combine(shards[1], "videos/hold"));
        File.WriteAllText(Path.Combine(shards[1], "videos/hold/tiny__reach__vision__table@0.5__0001.webp"), "film");

        Merge(shards);

        Assert.That(File.ReadAllText(_folder["merged/videos/hold/tiny__reach__vision__table@0.5__0001.webp"]), Is.EqualTo("film"));
    }

    [Test]
    public async Task Merge_ActionsOfATrialAreDamaged_NamesThemAndLeavesNoRun()
    {
        var shards = await RunShardsAsync(2);
        var damaged = Directory.GetFiles(Path.Combine(shards[1], "actions/hold"))[0];
        File.WriteAllBytes(damaged, File.ReadAllBytes(damaged)[..^4]);

        var error = Assert.Throws<RunException>(() => Merge(shards));

        Assert.That(error!.Message, Does.Contain(damaged));
        Assert.That(Directory.EnumerateDirectories(_folder.Path, "merged*"), Is.Empty);
    }

    [Test]
    public async Task Merge_KilledBefore_BeginsAnew()
    {
        var shards = await RunShardsAsync(2);
        Directory.CreateDirectory(_folder["merged.unfinished/run"]);
        File.Copy(Path.Combine(shards[0], "run.json"), _folder["merged.unfinished/run/run.json"]);

        Merge(shards);

        Assert.Multiple(() =>
        {
            Assert.That(RecordedRun.Open(_folder["merged"]).Record.Status, Is.EqualTo(RunStatus.Complete));
            Assert.That(Directory.Exists(_folder["merged.unfinished"]), Is.False);
        });
    }

    [Test]
    public async Task Merge_ByAnotherProcess_IsRefused()
    {
        var shards = await RunShardsAsync(2);
        using var other = FolderLock.TryTake(_folder["merged.unfinished"], "merge.lock");

        Assert.That(
            () => Merge(shards),
            Throws.TypeOf<RunException>().With.Message.Contains("another process").And.Property("Fault").EqualTo(RunFault.Refused)
        );
    }

    [Test]
    public async Task Merge_ShardsOrTrialsAreMissing_NamesThemAndWritesNothing()
    {
        var shards = await RunShardsAsync(3);
        LoseTheLastTrial(shards[1]);

        var error = Assert.Throws<RunException>(() => Merge(shards[..2]));

        Assert.Multiple(() =>
        {
            Assert.That(error!.Fault, Is.EqualTo(RunFault.Refused));
            Assert.That(
                error.Message.Split('\n')[1..^1],
                Is.EqualTo(
                    new[]
                    {
                        $"  shard 2/3 lacks 1 of 4 trials ({shards[1]}): tiny/reach/vision/table@0.5/0001 under hold",
                        "  shard 3/3 is not there (4 trials): tiny/reach/id/0002, tiny/reach/vision/table@0.5/0002",
                    }
                )
            );
            Assert.That(error.Message, Does.Contain("--partial"));
            Assert.That(Directory.Exists(_folder["merged"]), Is.False);
        });
    }

    [Test]
    public async Task Merge_PartialIsAllowed_MergesWhatThereIsAndCanBeResumed()
    {
        var shards = await RunShardsAsync(3);
        LoseTheLastTrial(shards[1]);

        var merged = Merge(shards[..2], allowPartial: true);

        Assert.That((merged.Status, merged.Missing.Length), Is.EqualTo((RunStatus.Partial, 2)));
        Assert.That(RecordedRun.Open(_folder["merged"]).Record.Trials, Is.EqualTo(new TrialCounts(12, 7, 0)));
        var finished = await new SomeRun().RunAsync(_folder["merged"], resume: true);
        Assert.That(finished.Status, Is.EqualTo(RunStatus.Complete));
    }

    [Test]
    public async Task Merge_SuiteCannotBeHad_TrialsAreCounted()
    {
        var shards = await RunShardsAsync(3);
        LoseTheLastTrial(shards[1]);

        var error = Assert.Throws<RunException>(() => Merge(shards[..2], episodesOf: (_, _) => null));
        var merged = Merge(shards[..2], allowPartial: true, episodesOf: (_, _) => null);

        Assert.Multiple(() =>
        {
            Assert.That(
                error!.Message,
                Does.Contain("shard 3/3 is not there\n").And.Contain($"shard 2/3 lacks 1 of 4 trials ({shards[1]})\n")
            );
            Assert.That(merged.Status, Is.EqualTo(RunStatus.Partial));
        });
    }

    [Test]
    public async Task Merge_OnlyAShardIsMissing_IsNotComplete([Values] bool withSuite)
    {
        var shards = await RunShardsAsync(3);

        var merged = Merge(shards[..2], allowPartial: true, withSuite ? Episodes : (_, _) => null);

        Assert.That(merged.Status, Is.EqualTo(RunStatus.Partial));
        Assert.That(
            RecordedRun.Open(_folder["merged"]).Record.Trials,
            Is.EqualTo(new TrialCounts(12, 8, 0)),
            "a whole run has whole cells"
        );
    }

    [Test]
    public async Task Merge_MoreShardsThanEpisodes_TheEmptyOnesNeedNotBeThere()
    {
        var shards = await RunShardsAsync(4);

        Assert.That(Merge(shards[..3]).Status, Is.EqualTo(RunStatus.Complete));
    }

    [Test]
    public async Task Merge_Suite_ComesAlong()
    {
        var shards = await RunShardsAsync(2);

        Merge(shards);

        Assert.That(File.ReadAllText(RecordedRun.Open(_folder["merged"]).SuiteCopy!), Is.EqualTo("name: tiny"));
    }

    [Test]
    public async Task Merge_ShardTwice_IsRefused()
    {
        var shards = await RunShardsAsync(2);

        var error = Assert.Throws<RunException>(() => Merge([shards[0], shards[1], shards[0]]));

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
        SomeRun.Rewrite(shards[1], run =>
            run with
            {
                Identity = run.Identity with { Environment = run.Identity.Environment with { Renderer = "guess" } },
            }
        );

        var error = Assert.Throws<RunException>(() => Merge(shards));

        Assert.That(error!.Message, Does.Contain("identity.environment.renderer: expected \"formula\", found \"guess\""));
    }

    [Test]
    public async Task Merge_WholeRun_IsRefused()
    {
        await new SomeRun().RunAsync(_folder["whole"]);

        var error = Assert.Throws<RunException>(() => Merge([_folder["whole"]]));

        Assert.That(error!.Message, Does.Contain("is a whole run, not a shard"));
    }

    [TestCase("2/4", 2, 4)]
    [TestCase("1/1", 1, 1)]
    public void Parse_Shard_IsRead(string text, int index, int count) =>
        Assert.That(Shard.Parse(text), Is.EqualTo(new Shard(index, count)));

    [TestCase("0/4")]
    [TestCase("5/4")]
    [TestCase("2")]
    [TestCase("-1/2")]
    [TestCase("a/b")]
    public void Parse_NoShard_IsRefused(string text) =>
        Assert.That(() => Shard.Parse(text), Throws.TypeOf<RunException>().With.Message.Contains("expected i/n"));

    private MergeResult Merge(
        IReadOnlyList<string> shards,
        bool allowPartial = false,
        Func<RecordedRun, Shard, IReadOnlyList<string>?>? episodesOf = null
    ) => RunMerge.Merge(shards, _folder["merged"], allowPartial, episodesOf ?? Episodes, TimeProvider.System);

    private static IReadOnlyList<string> Episodes(RecordedRun run, Shard shard) =>
        [.. SomeEpisodes.Suite(3).Where(episode => episode.Index % shard.Count == shard.Index - 1).Select(episode => episode.Id)];

    private static void LoseTheLastTrial(string run)
    {
        var lines = File.ReadAllLines(Path.Combine(run, "episodes.csv"));
        File.WriteAllLines(Path.Combine(run, "episodes.csv"), lines[..^1]);
        SomeRun.Rewrite(run, record => record with { Status = RunStatus.Partial, Trials = record.Trials with { Finished = 3 } });
    }

    private async Task<string[]> RunShardsAsync(int count)
    {
        var folders = Enumerable.Range(1, count).Select(index => _folder[$"shard{index}"]).ToArray();
        for (var index = 1; index <= count; index++)
        {
            var part = SomeEpisodes.Suite(3).Where(episode => episode.Index % count == index - 1);
            await new SomeRun
            {
                Episodes = [.. part],
                Shard = new(index, count),
                Suite = "name: tiny",
            }.RunAsync(folders[index - 1]);
        }
        return folders;
    }
}
