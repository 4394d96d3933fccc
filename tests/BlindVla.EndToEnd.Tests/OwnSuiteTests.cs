using System.Text.Json;
using BlindVla.Cli;
using BlindVla.Evaluation;
using BlindVla.TestKit;

namespace BlindVla.EndToEnd.Tests;

/// <summary>A suite anywhere on the disk does what one of the checkout does, and a run of it outlives it.</summary>
[CancelAfter(300_000)]
public sealed class OwnSuiteTests
{
    private Workplace _workplace = null!;
    private FakeSimServer _server = null!;
    private string _suite = null!;

    [SetUp]
    public async Task Start()
    {
        _workplace = new();
        _server = await FakeBridge.StartAsync();
        _suite = OwnSuite.WriteSuite(_workplace.PathOf("elsewhere"));
    }

    [TearDown]
    public async Task Stop()
    {
        await _server.DisposeAsync();
        _workplace.Dispose();
    }

    [Test]
    public async Task DryRun_SaysWhatARunTakes_ByTheOneBesideIt_AndProfileWhereItsTimeWent()
    {
        string[] eval = ["eval", _suite, "--policy", "hold", "--bridge", _server.Address, "--workers", "1"];
        var (code, output, error) = await Workplace.RunAsync([.. eval, "--episodes", "9", "--dry-run", "--out", _workplace.PathOf("b")]);
        Assert.That(code, Is.Zero, error);
        Assert.That(
            output,
            Does.StartWith("9 trials: 9 episodes of 1 cell of mine, 1 policy (hold)\n  put-on-plate/id: 9\n").And.Contain("not known")
        );

        (code, _, error) = await Workplace.RunAsync([.. eval, "--episodes", "2", "--profile", "--out", _workplace.PathOf("a")]);
        Assert.That(code, Is.Zero, error);
        Assert.That(error, Does.Match(@"policy +trials +s a trial +ms a step +simulator +policy +harness +most of it\nhold +2 +\d"));

        (code, output, error) = await Workplace.RunAsync([.. eval, "--episodes", "9", "--dry-run", "--out", _workplace.PathOf("b")]);
        Assert.That(code, Is.Zero, error);
        Assert.That(output, Does.Match($@"time: \d+:\d\d:\d\d with 1 worker, at \d.* s a trial as in {_workplace.PathOf("a")}"));
        Assert.That(output, Does.Match(@"disk: \d+\.\d MB"));
        (_, output, _) = await Workplace.RunAsync([.. eval[..^1], "8", "--episodes", "9", "--dry-run", "--out", _workplace.PathOf("b")]);
        Assert.That(output, Does.Contain(" with 1 worker, at "), "eight at a time would have less of the machine each");
        Assert.That(Directory.Exists(_workplace.PathOf("b")), Is.False);
    }

    [Test]
    public async Task Shard_WithoutTrials_SaysSoInOneLine_AndCanBeMerged()
    {
        const string nothing = " has no trials: the plan has only 2 episodes of each cell";
        var parts = Enumerable.Range(1, 3).Select(part => _workplace.PathOf($"part{part}")).ToArray();
        var empty = 0;
        foreach (var (part, folder) in parts.Index())
        {
            var (code, _, error) = await Workplace.RunAsync(
                "eval",
                _suite,
                "--policy",
                "hold",
                "--episodes",
                "2",
                "--shard",
                $"{part + 1}/3",
                "--out",
                folder,
                "--bridge",
                _server.Address
            );

            Assert.That(code, Is.Zero, error);
            empty += error.Split('\n').Count(line => line.Contains(nothing, StringComparison.Ordinal));
        }
        Assert.That(empty, Is.EqualTo(1));

        await SucceedAsync(["merge", .. parts, "--out", _workplace.PathOf("whole")]);
        Assert.That(RecordedRun.Open(_workplace.PathOf("whole")).Trials, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Eval_AsJson_PrintsTheRunAndItsRatesAndNothingElse()
    {
        var run = _workplace.PathOf("run");

        var (code, output, error) = await Workplace.RunAsync([
            "eval",
            _suite,
            "--policy",
            "hold",
            "--episodes",
            "1",
            "--out",
            run,
            "--bridge",
            _server.Address,
            "--json",
        ]);

        Assert.That(code, Is.Zero, error);
        using var printed = JsonDocument.Parse(output);
        var (root, trials) = (printed.RootElement, printed.RootElement.GetProperty("trials"));
        Assert.That((root.GetProperty("run").GetString(), root.GetProperty("status").GetString()), Is.EqualTo((run, "complete")));
        Assert.That(trials.GetProperty("finished").GetInt32(), Is.EqualTo(trials.GetProperty("planned").GetInt32()).And.Positive);
        Assert.That(root.GetProperty("summary").GetProperty("rows").GetArrayLength(), Is.Positive);
    }

    [Test]
    public async Task Eval_OfAPolicyThatAsksForMoreThanTheArmDoes_WarnsOnceWithTheNumber()
    {
        var (code, _, error) = await Workplace.RunAsync(
            "eval",
            _suite,
            "--policy",
            "wild=noisy:1:hold",
            "--policy",
            "hold",
            "--episodes",
            "1",
            "--out",
            _workplace.PathOf("run"),
            "--bridge",
            _server.Address
        );

        Assert.That(code, Is.Zero, error);
        var trial = RecordedRun.Open(_workplace.PathOf("run")).Trial(new("mine/put-on-plate/id/0000", "wild"));
        var warnings = error.Split('\n').Where(line => line.StartsWith("warning: ", StringComparison.Ordinal)).ToList();
        Assert.That(warnings, Has.Count.EqualTo(1), error);
        Assert.That(warnings[0], Does.StartWith($"warning: wild: {trial.ClippedActions} of its {trial.Steps} actions"));
    }

    [Test]
    public async Task Run_ItsSuiteIsGone_ReplayGateCompareAndReportGoOn()
    {
        var run = _workplace.PathOf("run");
        await SucceedAsync(
            "eval",
            _suite,
            "--policy",
            "planner",
            "--policy",
            "other=noisy:0.001:planner",
            "--episodes",
            "4",
            "--out",
            run,
            "--bridge",
            _server.Address
        );
        var gate = OwnSuite.WriteGate(_workplace.PathOf("gates"), margin: 0.9);
        Directory.Delete(Path.GetDirectoryName(_suite)!, recursive: true);

        Assert.That(
            await SucceedAsync("replay", run, "mine/put-on-plate/id/0002", "--policy", "other", "--bridge", _server.Address),
            Does.EndWith("bit-identical\n")
        );
        Assert.That(
            await SucceedAsync("gate", gate, "--baseline", $"{run}:planner", "--candidate", $"{run}:other"),
            Does.StartWith("PASS")
        );
        await SucceedAsync("compare", run, "--baseline", "planner", "--candidate", "other");
        await SucceedAsync("report", run);
        Assert.That(RecordedRun.Open(run).Record.Identity.Suite.CatalogueSha256, Has.Length.EqualTo(64));
    }

    [Test]
    public async Task Shards_TheirSuiteIsGone_MergeKnowsWhatIsMissingAndReplayGoesOn()
    {
        for (var part = 1; part <= 3; part++)
            await SucceedAsync(
                "eval",
                _suite,
                "--policy",
                "hold",
                "--episodes",
                "5",
                "--shard",
                $"{part}/3",
                "--out",
                _workplace.PathOf($"part{part}"),
                "--bridge",
                _server.Address
            );
        File.Delete(_suite);
        string[] merge = ["merge", _workplace.PathOf("part1"), _workplace.PathOf("part3"), "--out", _workplace.PathOf("whole")];

        var (code, _, error) = await Workplace.RunAsync(merge);

        Assert.That(code, Is.EqualTo(ExitCode.Usage));
        Assert.That(
            error,
            Does.Contain("shard 2/3 is not there (2 trials): mine/put-on-plate/id/0001, mine/put-on-plate/id/0004").And.Contain("--partial")
        );
        Assert.That(Directory.Exists(_workplace.PathOf("whole")), Is.False);

        (code, _, error) = await Workplace.RunAsync([.. merge, "--partial"]);
        Assert.That((code, error), Is.EqualTo((ExitCode.Success, error)));
        Assert.That(error, Does.Contain("missing: shard 2/3"));
        Assert.That(RecordedRun.Open(_workplace.PathOf("whole")).Record.Status, Is.EqualTo(RunStatus.Partial));
        await SucceedAsync("replay", _workplace.PathOf("whole"), "mine/put-on-plate/id/0002", "--bridge", _server.Address);
    }

    [Test]
    public async Task Run_ResumedWithMoreEpisodes_GetsThem_AndCannotLoseAny()
    {
        var run = _workplace.PathOf("run");
        string[] eval = ["eval", _suite, "--policy", "hold", "--out", run, "--bridge", _server.Address, "--episodes"];
        await SucceedAsync([.. eval, "2", "--seed", "3", "--only", "*/id/*"]);

        var (code, _, error) = await Workplace.RunAsync([.. eval, "id=3", "--resume"]);
        var (fewer, _, refusal) = await Workplace.RunAsync([.. eval, "1", "--resume"]);
        // As many as it has, where nobody says how many, and the seed that it has.
        var (silent, _, unsaid) = await Workplace.RunAsync([.. eval.SkipLast(1), "--resume"]);

        Assert.That(code, Is.Zero, error);
        Assert.That(error, Does.Contain("Episodes of each cell: 2 until now, id=3 from now on").And.Contain("2 trials are there already"));
        var recorded = RecordedRun.Open(run);
        Assert.That(recorded.Trials.Select(trial => trial.Index), Is.EquivalentTo(new[] { 0, 1, 2 }));
        Assert.That((recorded.Record.Status, recorded.Record.Identity.Episodes), Is.EqualTo((RunStatus.Complete, "id=3")));
        Assert.That(fewer, Is.EqualTo(ExitCode.Usage));
        Assert.That(refusal, Does.Contain("which --episodes 1 leaves out: a run can get more episodes, not fewer (it has id=3)"));
        Assert.That(silent, Is.Zero, unsaid);
        Assert.That(unsaid, Does.Contain("3 trials are there already"));
        await SucceedAsync("replay", run, "mine/put-on-plate/id/0002", "--bridge", _server.Address);
    }

    /// <summary>It is not their number that loses them.</summary>
    [Test]
    public async Task Run_ResumedWithMoreEpisodesOfAPart_SaysThatOnlyLosesTheOthers()
    {
        string[] eval = ["eval", _suite, "--policy", "hold", "--out", _workplace.PathOf("run"), "--bridge", _server.Address, "--episodes"];
        await SucceedAsync([.. eval, "2"]);

        var (code, _, error) = await Workplace.RunAsync([.. eval, "3", "--resume", "--only", "*/0000"]);

        Assert.That(code, Is.EqualTo(ExitCode.Usage));
        Assert.That(
            error,
            Does.Contain("mine/put-on-plate/id/0001, which --only '*/0000' leaves out")
                .And.Contain("leave --only out")
                .And.Contain("'id=3,*=2'")
        );
    }

    [TestCase("put-on-plate", "a gate without such claims can be asked: put-on-plate-id\n")]
    [TestCase("mine", "a gate without such claims can be asked: a file of your own")]
    public async Task Gate_WithClaimsThatHaveNoEpisode_NamesOneThatCanBeAsked(string suite, string expected)
    {
        var run = _workplace.PathOf("run");
        var gate = _workplace.PathOf("strict.yaml");
        File.WriteAllText(
            gate,
            $"schema_version: 1\nname: strict\nsuite: {suite}\nmargin: 0.1\nprotected:\n  - {{scope: vision, margin: 0.1}}\n"
        );
        await SucceedAsync(
            "eval",
            OwnSuite.WriteSuite(_workplace.PathOf("named"), suite),
            "--policy",
            "hold",
            "--policy",
            "planner",
            "--episodes",
            "2",
            "--out",
            run,
            "--bridge",
            _server.Address
        );

        var (code, output, error) = await Workplace.RunAsync("gate", gate, "--baseline", $"{run}:planner", "--candidate", $"{run}:hold");

        Assert.That(code, Is.EqualTo(ExitCode.Usage), error);
        Assert.That(output + "\n", Does.Contain("no episode belongs to the scope 'vision'").And.Contain(expected));
    }

    [Test]
    public async Task Run_ItsCopyOfTheSuiteWasChanged_IsRefusedUntilTheCopyIsDeleted()
    {
        var run = _workplace.PathOf("run");
        string[] eval = ["eval", _suite, "--policy", "hold", "--episodes", "1", "--out", run, "--bridge", _server.Address];
        await SucceedAsync(eval);
        var copy = RecordedRun.Open(run).SuiteCopy!;
        File.WriteAllText(copy, File.ReadAllText(copy).Replace("spacing: 0.03 m", "spacing: 0.04 m", StringComparison.Ordinal));

        var changed = File.ReadAllText(copy);

        foreach (
            var command in new string[][]
            {
                ["replay", run, "mine/put-on-plate/id/0000", "--bridge", _server.Address],
                ["report", run],
                [.. eval, "--resume"],
            }
        )
        {
            var (code, _, error) = await Workplace.RunAsync(command);
            Assert.That((code, error), Is.EqualTo((ExitCode.Usage, error)), command[0]);
            Assert.That(error, Does.Contain($"{copy} was changed after the run wrote it: sha256 expected").And.Not.Contain("catalogue"));
        }
        Assert.That(File.ReadAllText(copy), Is.EqualTo(changed));

        File.Delete(copy);
        await SucceedAsync("replay", run, "mine/put-on-plate/id/0000", "--suite", _suite, "--bridge", _server.Address);
        await SucceedAsync([.. eval, "--resume"]);
        await SucceedAsync("replay", run, "mine/put-on-plate/id/0000", "--bridge", _server.Address);
    }

    /// <summary>Version 2 of run.json has no digest of the copy, only that of the suite.</summary>
    [TestCase("spacing: 0.03 m", "spacing: 0.04 m", "is not the suite that")]
    [TestCase("max_steps: 80", "max_stops: 80", "cannot be read as the suite that")]
    public async Task Replay_RunOfVersion2WithAChangedCopy_IsRefused(string good, string bad, string complaint)
    {
        var run = _workplace.PathOf("run");
        await SucceedAsync("eval", _suite, "--policy", "hold", "--episodes", "1", "--out", run, "--bridge", _server.Address);
        var record = Path.Combine(run, "run.json");
        var text = File.ReadAllText(record);
        await File.WriteAllTextAsync(
            record,
            text[..text.IndexOf(",\n  \"suite_file_sha256\"", StringComparison.Ordinal)]
                .Replace($"\"schema_version\": {RunRecord.CurrentSchemaVersion}", "\"schema_version\": 2", StringComparison.Ordinal)
                + "\n}\n"
        );
        var copy = RecordedRun.Open(run).SuiteCopy!;
        File.WriteAllText(copy, File.ReadAllText(copy).Replace(good, bad, StringComparison.Ordinal));

        var (code, _, error) = await Workplace.RunAsync("replay", run, "mine/put-on-plate/id/0000", "--bridge", _server.Address);

        Assert.That((code, error), Is.EqualTo((ExitCode.Usage, error)));
        Assert.That(error, Does.Contain(copy).And.Contain(complaint));
    }

    [TestCase("report")]
    [TestCase("compare")]
    [TestCase("gate")]
    public async Task RunJson_PrivilegedPolicyIsCalledBlind_IsRefused(string command)
    {
        var run = _workplace.PathOf("run");
        await SucceedAsync(
            "eval",
            _suite,
            "--policy",
            "planner",
            "--policy",
            "hold",
            "--episodes",
            "1",
            "--out",
            run,
            "--bridge",
            _server.Address
        );
        var record = Path.Combine(run, "run.json");
        File.WriteAllText(
            record,
            File.ReadAllText(record).Replace("\"is_privileged\": true", "\"is_privileged\": false", StringComparison.Ordinal)
        );

        var (code, output, error) = await Workplace.RunAsync(
            command switch
            {
                "report" => [command, run],
                "compare" => [command, run, "--baseline", "planner", "--candidate", "hold"],
                _ =>
                [
                    command,
                    OwnSuite.WriteGate(_workplace.PathOf("gates"), 0.9),
                    "--baseline",
                    $"{run}:planner",
                    "--candidate",
                    $"{run}:hold",
                ],
            }
        );

        Assert.That((code, output), Is.EqualTo((ExitCode.Usage, "")), error);
        Assert.That(error, Does.Contain(record).And.Contain("changed after it was written"));
    }

    [Test]
    public async Task Resume_WithAChangedSuite_IsRefused()
    {
        string[] eval =
        [
            "eval",
            _suite,
            "--policy",
            "hold",
            "--episodes",
            "1",
            "--out",
            _workplace.PathOf("run"),
            "--bridge",
            _server.Address,
        ];
        await SucceedAsync(eval);
        File.WriteAllText(_suite, File.ReadAllText(_suite).Replace("max_steps: 80", "max_steps: 81", StringComparison.Ordinal));

        var (code, _, error) = await Workplace.RunAsync([.. eval, "--resume"]);

        Assert.That((code, error), Is.EqualTo((ExitCode.Usage, error)));
        Assert.That(error, Does.Contain("identity.suite.sha256"));
    }

    [Test]
    public async Task Resume_OfAMistypedFolder_NamesTheRun_BeforeAnythingIsStarted()
    {
        await SucceedAsync(
            "eval",
            _suite,
            "--policy",
            "hold",
            "--episodes",
            "1",
            "--out",
            _workplace.PathOf("monday"),
            "--bridge",
            _server.Address
        );

        var (code, _, error) = await Workplace.RunAsync(
            "eval",
            _suite,
            "--policy",
            "hold",
            "--episodes",
            "1",
            "--out",
            _workplace.PathOf("mondya"),
            "--resume",
            "--server",
            _workplace.PathOf("no-server")
        );

        Assert.That((code, error), Is.EqualTo((ExitCode.Usage, error)));
        Assert.That(error, Does.Contain("did you mean 'monday'?"));
        Assert.That(Directory.Exists(_workplace.PathOf("mondya")), Is.False);
    }

    [Test]
    public async Task SuiteShowAndDraw_TakeAPath()
    {
        Assert.That(await SucceedAsync("suite", "show", _suite), Does.StartWith("mine version 2"));
        await SucceedAsync("suite", "draw", _suite, "--columns", "1", "--out", _workplace.PathOf("sheet.png"), "--bridge", _server.Address);
    }

    [Test]
    public async Task ProbeSet_TakesAPath()
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Workplace.Installation.Scenarios, "suites", "vl-think.yaml"));
        var suite = _workplace.PathOf("boards.yaml");
        await File.WriteAllTextAsync(suite, text.Replace("name: vl-think\n", "name: boards\n", StringComparison.Ordinal));

        Assert.That(
            await SucceedAsync(
                "probe-set",
                "write",
                suite,
                "--episodes",
                "1",
                "--out",
                _workplace.PathOf("probes"),
                "--bridge",
                _server.Address
            ),
            Does.StartWith("8 questions")
        );
    }

    [Test]
    public async Task GatePlan_TakesASuitePath()
    {
        var gate = OwnSuite.WriteGate(_workplace.Folder, margin: 0.1);

        Assert.That(await SucceedAsync("gate", "plan", gate, "--suite", _suite), Does.Contain("--episodes 77, 77 episodes"));
    }

    [Test]
    public async Task GatePlan_SuiteOfAnotherName_IsRefused()
    {
        var (code, _, error) = await Workplace.RunAsync("gate", "plan", "ood", "--suite", _suite);

        Assert.That((code, error), Is.EqualTo((ExitCode.Usage, error)));
        Assert.That(error, Does.Contain("gate ood is about the suite ood, this is mine"));
    }

    private static async Task<string> SucceedAsync(params string[] arguments)
    {
        var (code, output, error) = await Workplace.RunAsync(arguments);
        Assert.That(code, Is.Zero, $"{string.Join(' ', arguments)}\n{output}\n{error}");
        return output;
    }
}
