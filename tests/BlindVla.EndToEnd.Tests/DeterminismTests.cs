using BlindVla.Evaluation;

namespace BlindVla.EndToEnd.Tests;

/// <summary>Nothing about scheduling shows in the results, pictures included, on the real simulator.</summary>
[CancelAfter(600_000)]
public sealed class DeterminismTests
{
    private static readonly string[] Trials =
    [
        "eval",
        "put-on-plate",
        "--policy",
        "planner",
        "--policy",
        "random",
        "--episodes",
        "2",
        "--show",
        "96x72",
    ];

    private Workplace _workplace = null!;

    [SetUp]
    public void MakeFolder() => _workplace = new();

    [TearDown]
    public void RemoveFolder() => _workplace.Dispose();

    [Test]
    public async Task WorkersShardsAndResume_GiveTheSameTrialsBitForBit()
    {
        var whole = await EvalAsync("one", "--workers", "1");
        var two = await EvalAsync("two", "--workers", "2");
        var four = await EvalAsync("four", "--workers", "4", "--servers", "2");
        await EvalAsync("part1", "--workers", "2", "--shard", "1/2");
        await EvalAsync("part2", "--workers", "2", "--shard", "2/2");
        var (code, _, error) = await Workplace.RunAsync(
            "merge",
            _workplace.PathOf("part2"),
            _workplace.PathOf("part1"),
            "--out",
            _workplace.PathOf("merged")
        );
        Assert.That(code, Is.Zero, error);

        CutLedgerAfter(_workplace.PathOf("two"), rows: 11);
        var resumed = await EvalAsync("two", "--workers", "2", "--resume");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(whole, Has.Count.EqualTo(16));
            Assert.That(two, Is.EqualTo(whole));
            Assert.That(four, Is.EqualTo(whole));
            Assert.That(RecordedRun.Open(_workplace.PathOf("four")).Record.Settings.Servers, Is.EqualTo(2));
            Assert.That(_workplace.Fingerprints("merged"), Is.EqualTo(whole));
            Assert.That(resumed, Is.EqualTo(whole));
        }
    }

    [Test]
    public async Task ServersReplacedBetweenEpisodes_GiveTheSameTrialsBitForBit()
    {
        var whole = await EvalAsync("whole", "--workers", "2", "--servers", "1", "--only", "*/id/*");

        var replaced = await EvalAsync("replaced", "--workers", "2", "--servers", "1", "--only", "*/id/*", "--recycle-after", "1");

        var log = File.ReadAllText(Path.Combine(_workplace.PathOf("replaced"), RunFolder.LogFile));
        Assert.That(log.Split("begins no more episodes and is replaced: it began 1 episodes"), Has.Length.GreaterThanOrEqualTo(4));
        Assert.That(replaced, Is.EqualTo(whole));
    }

    [Test]
    public async Task Replay_OfARecordedTrial_IsBitIdentical()
    {
        var folder = _workplace.PathOf("run");
        var (code, _, error) = await Workplace.RunAsync(
            "eval",
            "put-on-plate",
            "--policy",
            "planner",
            "--episodes",
            "1",
            "--only",
            "*/id/*",
            "--show",
            "96x72",
            "--out",
            folder
        );
        Assert.That(code, Is.Zero, error);

        var replay = await Workplace.RunAsync("replay", folder, "put-on-plate/put-on-plate/id/0000");

        Assert.That(replay.Code, Is.Zero, replay.Output + replay.Error);
        Assert.That(replay.Output, Does.EndWith("bit-identical\n"));
    }

    [Test]
    public async Task ActionsComeLate_RequestedAndAppliedAreBothKeptAndReplayed()
    {
        const int Latency = 2;
        var folder = _workplace.PathOf("late");
        var (code, _, error) = await Workplace.RunAsync(
            "eval",
            "robustness",
            "--policy",
            "planner",
            "--episodes",
            "1",
            "--only",
            "*/execution/latency@0.5/*",
            "--out",
            folder
        );
        Assert.That(code, Is.Zero, error);

        var run = RecordedRun.Open(folder);
        var trial = run.Trials.Single();
        var actions = run.Actions(trial.Key);
        var replay = await Workplace.RunAsync("replay", folder, trial.EpisodeId);

        using (Assert.EnterMultipleScope())
        {
            var late = Latency * actions.Length;
            Assert.That(
                actions.Applied!.Value[late..].ToArray(),
                Is.EqualTo(actions.Requested[..^late].ToArray()),
                "every action comes so many steps later"
            );
            Assert.That(trial.AppliedActionsSha256, Is.Not.EqualTo(trial.RequestedActionsSha256));
            Assert.That(trial.ClippedActions, Is.Zero, "latency is all that stands between them");
            Assert.That(replay.Code, Is.Zero, replay.Output + replay.Error);
            Assert.That(
                replay.Output,
                Does.Contain($"same       applied_actions_sha256   {trial.AppliedActionsSha256}").And.EndWith("bit-identical\n")
            );
        }
    }

    [Test]
    public async Task ActionsOutOfBounds_AreReplayedAsRequested()
    {
        var folder = _workplace.PathOf("wild");
        var (code, _, error) = await Workplace.RunAsync(
            "eval",
            "put-on-plate",
            "--policy",
            "wild=noisy:1:planner",
            "--episodes",
            "1",
            "--only",
            "*/id/*",
            "--out",
            folder
        );
        Assert.That(code, Is.Zero, error);

        var run = RecordedRun.Open(folder);
        var trial = run.Trials.Single();
        var actions = run.Actions(trial.Key);
        var replay = await Workplace.RunAsync("replay", folder, trial.EpisodeId);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(trial.ClippedActions, Is.Positive);
            Assert.That(trial.AppliedActionsSha256, Is.Not.EqualTo(trial.RequestedActionsSha256));
            Assert.That(Largest(actions.Applied!.Value), Is.LessThan(Largest(actions.Requested)), "what is applied is within the bounds");
            Assert.That(replay.Code, Is.Zero, replay.Output + replay.Error);
            Assert.That(replay.Output, Does.EndWith("bit-identical\n"));
        }

        static float Largest(ReadOnlyMemory<float> actions) => actions.ToArray().Max(Math.Abs);
    }

    private async Task<List<string>> EvalAsync(string name, params string[] more)
    {
        var (code, _, error) = await Workplace.RunAsync([.. Trials, "--out", _workplace.PathOf(name), .. more]);
        Assert.That(code, Is.Zero, error);
        return _workplace.Fingerprints(name);
    }

    /// <summary>As a crash leaves it: the last row torn.</summary>
    private static void CutLedgerAfter(string folder, int rows)
    {
        var path = Path.Combine(folder, RunFolder.LedgerFile);
        var lines = File.ReadAllLines(path);
        File.WriteAllText(path, string.Join('\n', lines[..(rows + 1)]) + "\n" + lines[rows + 1][..20]);
    }
}
