using BlindVla.Cli;
using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.TestKit;

namespace BlindVla.EndToEnd.Tests;

/// <summary><c>gate --run</c> in a fake world: every verdict, and what may go wrong on the way to it.</summary>
[CancelAfter(300_000)]
public sealed class GateRunTests
{
    private Workplace _workplace = null!;
    private FakeSimServer _server = null!;

    private string Out => _workplace.PathOf("run");

    [SetUp]
    public async Task Start()
    {
        _workplace = new();
        _server = await FakeBridge.StartAsync();
    }

    [TearDown]
    public async Task Stop()
    {
        await _server.DisposeAsync();
        _workplace.Dispose();
    }

    [Test]
    public async Task CandidateThatNeverSucceeds_IsARegression_BeforeTheFixedPlanIsRun()
    {
        var (code, output, error) = await RunAsync(0.1, "planner", "hold");

        Assert.That(code, Is.EqualTo(ExitCode.Negative), error);
        Assert.That(output, Does.StartWith("REGRESSION").And.Contain("lost 14, won 0"));
        Assert.That(
            output,
            Does.Contain("looked at after each scene; guarantee calibrated").And.Contain("fixed-sample, not valid under optional stopping")
        );
        Assert.That(
            error,
            Does.Contain("14 episodes under each policy; a plan of fixed size takes 77: 63 episodes saved")
                .Or.Contain(
                    "15 episodes under each policy, of which the gate looked at 14; a plan of fixed size takes 77: 62 episodes saved"
                )
        );
        Assert.That(RecordedRun.Open(Out).Trials, Has.Count.InRange(28, 30), "no more than a round ahead");
    }

    [Test]
    public async Task Report_OfARunThatItsGateEnded_SaysThatItWasDecided()
    {
        await RunAsync(0.1, "planner", "hold");
        var (planned, looked) = (RecordedRun.Open(Out).Record.Trials.Planned, RecordedRun.Open(Out).Trials.Count);

        var (code, output, error) = await Workplace.RunAsync("report", Out);

        Assert.That(code, Is.EqualTo(ExitCode.Success), error);
        Assert.That(planned, Is.GreaterThan(28));
        Assert.That(output, Does.Contain($"({Decided(looked, planned)})").And.Not.Contain("partial"));
        Assert.That(await File.ReadAllTextAsync(Path.Combine(Out, "report.html")), Does.Contain($"run: {Decided(looked, planned)}"));
        Assert.That(await File.ReadAllTextAsync(Path.Combine(Out, "run.log")), Does.Contain("the run is Decided"));

        static string Decided(int looked, int planned) => $"decided after {looked} of {planned} planned trials";
    }

    [Test]
    public async Task CandidateThatIsTheBaseline_Passes()
    {
        var (code, output, error) = await RunAsync(0.3, "planner", "same=planner");

        Assert.That(code, Is.EqualTo(ExitCode.Success), error);
        Assert.That(output, Does.StartWith("PASS"));
    }

    [Test]
    public async Task MarginThatTheLongestPlanCannotExclude_IsInconclusiveAfterIt()
    {
        // Pairs that all end alike double a bettor's wealth at most, and five times it takes.
        var (code, output, error) = await RunAsync(0.99, "planner", "same=planner", guarantee: Guarantee.Anytime);

        Assert.That(code, Is.EqualTo(ExitCode.Inconclusive), error);
        Assert.That(output, Does.StartWith("INCONCLUSIVE"));
        Assert.That(
            error,
            Does.Contain("2 episodes under each policy; a plan of fixed size takes 1: 1 episode more"),
            "twice the fixed plan is the most"
        );
        Assert.That(error, Does.Contain("over, and --resume adds nothing to it").And.Contain("another --seed and --out"));
    }

    [Test]
    public async Task TrialThatIsErrored_LeavesItsPair_AndOnlyAResumptionRunsItAgain()
    {
        // Three attempts at the first trial.
        await using var server = await FakeBridge.StartAsync(
            FakeBridge.Settings with
            {
                Fault = FakeServerFault.EngineFailure,
                FaultAtStep = 5,
                FaultTimes = 3,
            }
        );

        var (code, output, error) = await RunAsync(0.3, "planner", "same=planner", server, options: ["--workers", "1"]);

        var errored = RecordedRun.Open(Out).Trials.Where(trial => trial.Outcome == Outcome.Errored).ToList();
        Assert.That(errored.Select(trial => trial.Attempts), Is.EqualTo(new[] { 3 }), "no later round ran it again");
        Assert.That((code, error), Is.EqualTo((ExitCode.Usage, error)));
        Assert.That(output, Does.StartWith("NOT COMPARABLE"));
        Assert.That(RecordedRun.Open(Out).Record.Status, Is.EqualTo(RunStatus.Partial));
        Assert.That(error, Does.Contain("Errored trials: 1, in no pair").And.Contain("--resume runs them again"));

        (code, output, error) = await RunAsync(0.3, "planner", "same=planner", server, options: ["--workers", "1", "--resume"]);

        var trials = RecordedRun.Open(Out).Trials;
        Assert.That(trials.Where(trial => trial.Outcome == Outcome.Errored), Is.Empty);
        Assert.That(trials.Max(trial => trial.Attempts), Is.EqualTo(4));
        Assert.That(code, Is.EqualTo(ExitCode.Success), error + output);
        Assert.That(error, Does.Contain($"{trials.Count - 1} trials are there already"));
    }

    [Test]
    public async Task Run_SaysItsArmsFirst_AndCountsItsRoundsAsOneRun()
    {
        var (_, _, error) = await RunAsync(0.1, "planner", "worse=hold");

        Assert.That(error, Does.Contain("\n  baseline:  planner\n  candidate: worse=hold\n"));
        Assert.That(
            error,
            Does.Match(@"\n(28|29|30) of at most 308 trials")
                .And.Contain("at most 154 episodes of each cell")
                .And.Match("successes baseline 1[45]/(14|15), worse 0/1[45]")
        );
        Assert.That(error, Does.Not.Contain("there already"));
    }

    [Test]
    public async Task TrialsThatStayErrored_AboveTheLimit_AreNotComparable()
    {
        // From the first step of the second of four rounds on: two trials each, three attempts at each.
        await using var server = await FakeBridge.StartAsync(
            FakeBridge.Settings with
            {
                Fault = FakeServerFault.EngineFailure,
                FaultAtStep = 161,
                FaultTimes = 1000,
            }
        );

        var (code, output, error) = await RunAsync(0.9, "planner", "same=planner", server, options: ["--workers", "1"]);

        Assert.That(code, Is.EqualTo(ExitCode.Usage), error);
        Assert.That(output, Does.StartWith("NOT COMPARABLE").And.Contain("3 of 4 trials could not be carried out"));
    }

    [Test]
    public async Task ServerThatBreaksOnce_ChangesNothingButTheLog()
    {
        await using var server = await FakeBridge.StartAsync(
            FakeBridge.Settings with
            {
                Fault = FakeServerFault.DropConnection,
                FaultAtStep = 100,
            }
        );

        var (code, _, error) = await RunAsync(0.1, "planner", "hold", server);

        Assert.That(code, Is.EqualTo(ExitCode.Negative), error);
        Assert.That(RecordedRun.Open(Out).Trials.Max(trial => trial.Attempts), Is.EqualTo(2));
        Assert.That(File.ReadAllText(Path.Combine(Out, "run.log")), Does.Contain("to be tried again"));
    }

    [Test]
    public async Task Resume_OfARunThatWasCutShort_ComesToTheSameVerdict()
    {
        var whole = await RunAsync(0.1, "planner", "hold");
        var before = Fingerprints();
        var ledger = Path.Combine(Out, "episodes.csv");
        File.WriteAllLines(ledger, File.ReadAllLines(ledger)[..6]);

        var resumed = await RunAsync(0.1, "planner", "hold", options: ["--resume"]);

        Assert.That((resumed.Code, resumed.Output), Is.EqualTo((whole.Code, whole.Output)), resumed.Error);
        Assert.That(Fingerprints(), Is.EqualTo(before));
    }

    /// <summary>For whoever watches the run.</summary>
    [Test]
    public async Task VerdictSoFar_IsThatOfTheTrialsThatTheGateHasLookedAt()
    {
        await RunAsync(0.1, "planner", "hold");
        var rules = GateCommand.Load(Workplace.Installation, OwnSuite.WriteGate(_workplace.PathOf("mine"), 0.1));
        string? SoFar(params GateRules[] own) => new GateSoFar(Workplace.Installation, own).Of(RecordedRun.Open(Out));
        Assert.That(SoFar(rules), Is.EqualTo($"gate {rules.Name}: REGRESSION after 14 episodes that it has looked at"));
        Assert.That(SoFar(), Does.Contain("--gate"));

        await Workplace.RunAsync(
            "eval",
            OwnSuite.WriteSuite(_workplace.PathOf("mine")),
            "--policy",
            "hold",
            "--episodes",
            "1",
            "--out",
            _workplace.PathOf("fixed"),
            "--bridge",
            _server.Address
        );
        Assert.That(new GateSoFar(Workplace.Installation, [rules]).Of(RecordedRun.Open(_workplace.PathOf("fixed"))), Is.Null);
    }

    [Test]
    public async Task Resume_OfARunThatIsDecided_RunsNothing()
    {
        await RunAsync(0.1, "planner", "hold");
        var ledger = File.ReadAllText(Path.Combine(Out, "episodes.csv"));

        var (code, _, error) = await RunAsync(0.1, "planner", "hold", options: ["--resume"]);

        Assert.That(code, Is.EqualTo(ExitCode.Negative), error);
        Assert.That(File.ReadAllText(Path.Combine(Out, "episodes.csv")), Is.EqualTo(ledger));
        Assert.That(RecordedRun.Open(Out).Record.Status, Is.EqualTo(RunStatus.Decided));
    }

    /// <summary>What eval ran on, nobody saved.</summary>
    [Test]
    public async Task Resume_OfARunThatEvalFilled_SaysWhatWasRunAndWhatWasLookedAt()
    {
        await RunAsync(0.1, "planner", "hold");
        var (filled, _, why) = await Workplace.RunAsync(
            "eval",
            OwnSuite.WriteSuite(_workplace.PathOf("mine")),
            "--policy",
            "baseline=planner",
            "--policy",
            "candidate=hold",
            "--out",
            Out,
            "--resume",
            "--bridge",
            _server.Address
        );

        var (code, _, error) = await RunAsync(0.1, "planner", "hold", options: ["--resume"]);

        Assert.That(filled, Is.Zero, why);
        Assert.That(code, Is.EqualTo(ExitCode.Negative), error);
        Assert.That(
            error,
            Does.Contain("154 episodes under each policy, of which the gate looked at 14; a plan of fixed size takes 77: 77 episodes more")
                .And.Not.Contain("saved")
                .And.Not.Contain("adds nothing")
        );
    }

    [TestCase("holds a run already")]
    [TestCase("identity.seed", "--resume", "--seed", "9")]
    public async Task FolderOfARun_IsRefused(string expected, params string[] options)
    {
        await RunAsync(0.79, "planner", "same=planner");

        var (code, _, error) = await RunAsync(0.79, "planner", "same=planner", options: options);

        Assert.That((code, error), Is.EqualTo((ExitCode.Usage, error)));
        Assert.That(error, Does.Contain(expected));
    }

    [Test]
    public async Task Resume_WithAGateThatWasChanged_IsRefused()
    {
        await RunAsync(0.1, "planner", "hold");

        var (code, _, error) = await RunAsync(0.2, "planner", "hold", options: ["--resume"]);

        Assert.That(code, Is.EqualTo(ExitCode.Usage));
        Assert.That(error, Does.Contain("says something else than when").And.Contain("another folder with --out"));
    }

    [Test]
    public async Task Resume_WithAnotherSize_SaysWhatSizesIt()
    {
        await RunAsync(0.1, "planner", "hold");

        var (code, _, error) = await RunAsync(0.1, "planner", "hold", options: ["--resume", "--discordance", "0.3"]);

        Assert.That(code, Is.EqualTo(ExitCode.Usage));
        Assert.That(error, Does.Contain("was begun with at most 154 episodes of each cell").And.Contain("--discordance"));
    }

    [TestCase("no run in", "--resume")]
    [TestCase("--discordance: expected", "--discordance", "2")]
    [TestCase("--discordance: expected", "--discordance", "-0.1")]
    [TestCase("--discordance: expected", "--discordance", "NaN")]
    [TestCase("--workers: expected", "--workers", "0")]
    public async Task BadOption_IsRefusedAndNothingIsWritten(string expected, params string[] options)
    {
        var (code, _, error) = await RunAsync(0.9, "planner", "same=planner", options: options);

        Assert.That((code, error), Is.EqualTo((ExitCode.Usage, error)));
        Assert.That(error, Does.Contain(expected));
        Assert.That(Directory.Exists(Out), Is.False);
    }

    [Test]
    public async Task GatePlan_DiscordanceThatIsNoShare_IsRefused()
    {
        var (code, output, error) = await Workplace.RunAsync("gate", "plan", "put-on-plate", "--discordance", "2");

        Assert.That((code, output), Is.EqualTo((ExitCode.Usage, "")));
        Assert.That(error, Does.Contain("--discordance").And.Contain("from 0 to 1"));
    }

    [TestCase("a pilot has two sides", "--baseline", "pilot")]
    [TestCase("--discordance: the pilot says it", "--baseline", "pilot", "--candidate", "pilot", "--discordance", "0.2")]
    public async Task GatePlan_HalfAPilotOrMore_IsRefused(string expected, params string[] options)
    {
        var (code, output, error) = await Workplace.RunAsync(["gate", "plan", "put-on-plate", .. options]);

        Assert.That((code, output), Is.EqualTo((ExitCode.Usage, "")));
        Assert.That(error, Does.Contain(expected));
    }

    [Test]
    public async Task GatePlan_OfAPilot_TakesItsDiscordance()
    {
        await RunAsync(0.1, "planner", "hold");
        var mine = _workplace.PathOf("mine");

        var (code, output, error) = await Workplace.RunAsync(
            "gate",
            "plan",
            OwnSuite.WriteGate(mine, 0.3),
            "--suite",
            OwnSuite.WriteSuite(mine),
            "--baseline",
            $"{Out}:baseline",
            "--candidate",
            $"{Out}:candidate"
        );

        Assert.That(code, Is.EqualTo(ExitCode.Success), error);
        Assert.That(output, Does.Match("if 9[67](\\.\\d)? % of the pairs are discordant, cell by cell as in the pilot"));
    }

    [Test]
    public async Task OptionsOfARun_WithoutRun_AreRefused()
    {
        await RunAsync(0.79, "planner", "same=planner");
        var gate = OwnSuite.WriteGate(_workplace.PathOf("mine"), 0.9);

        var (code, _, error) = await Workplace.RunAsync(
            "gate",
            gate,
            "--baseline",
            $"{Out}:baseline",
            "--candidate",
            $"{Out}:same",
            "--seed",
            "5",
            "--bridge",
            _server.Address
        );

        Assert.That((code, error), Is.EqualTo((ExitCode.Usage, error)));
        Assert.That(error, Does.Contain("--seed, --bridge: only with --run"));
    }

    private Task<(int Code, string Output, string Error)> RunAsync(
        double margin,
        string baseline,
        string candidate,
        FakeSimServer? server = null,
        Guarantee guarantee = Guarantee.Calibrated,
        params string[] options
    ) =>
        Workplace.RunAsync([
            "gate",
            OwnSuite.WriteGate(_workplace.PathOf("mine"), margin, guarantee: guarantee),
            "--suite",
            OwnSuite.WriteSuite(_workplace.PathOf("mine")),
            "--run",
            "--baseline",
            baseline,
            "--candidate",
            candidate,
            "--out",
            Out,
            "--bridge",
            (server ?? _server).Address,
            .. options,
        ]);

    private List<string> Fingerprints() =>
        [
            .. RecordedRun
                .Open(Out)
                .Trials.Select(trial => $"{trial.Key} {trial.Outcome} {trial.ObservationSha256}")
                .Order(StringComparer.Ordinal),
        ];
}
