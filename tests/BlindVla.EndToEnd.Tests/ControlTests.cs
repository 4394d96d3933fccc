using BlindVla.Cli;
using BlindVla.Evaluation;
using BlindVla.TestKit;

namespace BlindVla.EndToEnd.Tests;

/// <summary>Policies on a workcell that neither sets scenes nor sees success, with a person who does both.</summary>
[CancelAfter(300_000)]
public sealed class ControlTests
{
    private static readonly FakeWorldSettings Arm = FakeBridge.World with { IsRealTime = true, HidesScene = true, HidesSuccess = true };

    private Workplace _workplace = null!;
    private FakeSimServer _arm = null!;

    private string Out => _workplace.PathOf("run");

    [SetUp]
    public async Task StartArm()
    {
        _workplace = new();
        _arm = await FakeBridge.StartAsync(Arm);
    }

    [TearDown]
    public async Task StopArm()
    {
        await _arm.DisposeAsync();
        _workplace.Dispose();
    }

    [Test]
    public async Task Control_AsksForEachScene_JudgesBlind_AndFeedsCompareAndReport()
    {
        // Two episodes of two policies; the second trial does not count at first, and the third gets a note.
        // Nobody is in the way; then the first trial.
        var (code, output, error) = await ControlAsync([
            "",
            "",
            "s",
            "",
            "",
            "r",
            "a cable came loose",
            "",
            "",
            "q",
            "f",
            "",
            "",
            "n",
            "nearly",
            "f",
            "u",
            "n",
            "nearly",
            "s",
            "",
            "",
            "f",
            "",
        ]);

        Assert.That(code, Is.EqualTo(ExitCode.Success), error);
        var run = RecordedRun.Open(Out);
        Assert.Multiple(() =>
        {
            Assert.That(
                run.Trials.Select(t => (t.Outcome, t.Redone, t.Note)),
                Is.EqualTo(
                    new (Outcome, int?, string?)[]
                    {
                        (Outcome.Success, 0, null),
                        (Outcome.Failure, 1, null),
                        (Outcome.Success, 0, "nearly"),
                        (Outcome.Failure, 0, null),
                    }
                )
            );
            Assert.That(run.Trials.Select(trial => trial.JudgedBy), Is.All.EqualTo("ann"));
            Assert.That(run.Trials.Select(trial => trial.RedoneBecause), Is.EqualTo(new[] { null, "a cable came loose", null, null }));
            Assert.That(error, Does.Contain("'q' is none of: s, f, r, n"), "a key that is none is not swallowed");
            Assert.That(error, Does.Contain(": FAILURE").And.Contain("[u] take it back"), "the third was taken back");
            Assert.That(error, Does.Contain("on the table ").And.Match(@"\(source\): x [+-]\d+\.\d cm, y [+-]\d+\.\d cm, turned "));
            Assert.That(error, Does.Contain("broken off, once more; run.log says why"));
            Assert.That(error, Does.Contain("No limit, hold or stop in this software is safety-rated"));
            Assert.That(error, Does.Contain("nobody and nothing is in its way").And.Contain("keep out of its reach"));
            // Not who acts, before the table at the end.
            var asked = error[
                error.IndexOf("on the table ", StringComparison.Ordinal)..error.LastIndexOf("are done", StringComparison.Ordinal)
            ];
            Assert.That(asked, Does.Not.Contain("first").And.Not.Contain("second"));
            Assert.That(error, Does.Match(@"first: \d+\.\d\d control steps a second, "), "how time was kept, once it is over");
            Assert.That(error, Does.Contain("first: it gives one action at a time"));
            Assert.That(output, Does.Match(@"first +id +\d/2").And.Match(@"second +id +\d/2"));
        });
        var (compared, table, problem) = await Workplace.RunAsync("compare", Out, "--baseline", "first", "--candidate", "second");
        Assert.That((compared, problem), Is.EqualTo((ExitCode.Success, "")));
        Assert.That(table, Does.Match(@"all +2 +2 "));
        Assert.That((await Workplace.RunAsync("report", Out)).Code, Is.EqualTo(ExitCode.Success));
    }

    [Test]
    public async Task Control_WhereTheInputEnds_KeepsWhatWasJudged_AndGoesOn()
    {
        var (code, _, error) = await ControlAsync(["", "", "s", "", "", "f", ""]);
        Assert.That(code, Is.EqualTo(ExitCode.Interrupted), error);
        Assert.That(error, Does.Contain("nobody answers any more").And.Contain("--resume"));
        Assert.That(RecordedRun.Open(Out).Trials, Has.Count.EqualTo(2));

        (code, _, error) = await ControlAsync(["", "", "s", "", "x", "the plate is broken"], "--resume");

        Assert.That(code, Is.EqualTo(ExitCode.Infrastructure), "one trial is errored");
        Assert.That(RecordedRun.Open(Out).Trials.Count(trial => trial.Error == "scene refused: the plate is broken"), Is.EqualTo(1), error);
    }

    /// <summary>It ends the run, and nobody is asked to go on.</summary>
    [Test]
    public async Task Control_StopPressedAtTheDesk_StopsTheArm_AndEndsTheRun()
    {
        var (code, _, error) = await ControlAsync(["", "", "s", "", "!"]);

        Assert.That(code, Is.EqualTo(ExitCode.Infrastructure), error);
        Assert.That(_arm.IsStopped, Is.True);
        Assert.That(error, Does.Contain("EMERGENCY STOP: the workcell was stopped").And.Contain("emergency stop in episode"));
        Assert.That(
            RecordedRun.Open(Out).Trials.Count(trial => trial.Outcome != Outcome.Errored),
            Is.EqualTo(1),
            "what was judged is kept"
        );
    }

    /// <summary>The arm's own stop: never tried again, whoever is there.</summary>
    [Test]
    public async Task Control_ProtectiveStopOfTheArm_EndsTheRun_AndAsksNothing()
    {
        await using var stopping = await StartAsync(FakeServerFault.EmergencyStop);

        var (code, _, error) = await ControlAsync(stopping, ["", "", "s", "", ""]);

        Assert.That(code, Is.EqualTo(ExitCode.Infrastructure), error);
        Assert.That(error, Does.Contain("emergency stop in episode").And.Contain("the emergency stop was pressed"));
        Assert.That(error, Does.Not.Contain("broke off\n").And.Not.Contain("nobody answers any more"), "nobody is asked to go on");
    }

    /// <summary>A camera that was pulled out is put back, its stop is ended by whoever says so, and the episode is run again.</summary>
    [Test]
    public async Task Control_CameraThatIsLost_WaitsForThePerson_AndGoesOn()
    {
        await using var breaking = await StartAsync(FakeServerFault.Breakdown);

        var (code, _, error) = await ControlAsync(breaking, ["", "", "", "", "", "s", "", "", "s", "", "", "s", "", "", "s", ""]);

        Assert.That(code, Is.EqualTo(ExitCode.Success), error);
        Assert.That(error, Does.Contain(" broke off").And.Contain("camera_lost"));
        var trials = RecordedRun.Open(Out).Trials;
        Assert.That(trials.Select(trial => trial.Attempts).Order(), Is.EqualTo(new[] { 1, 1, 1, 2 }));
        Assert.That(breaking.IsStopped, Is.False);
    }

    [Test]
    public async Task Control_CameraThatIsLost_WhereThePersonEndsIt_IsExitCode4()
    {
        await using var breaking = await StartAsync(FakeServerFault.Breakdown);

        var (code, _, error) = await ControlAsync(breaking, ["", "", "e"]);

        Assert.That(code, Is.EqualTo(ExitCode.Infrastructure), error);
        Assert.That(error, Does.Contain("camera_lost").And.Contain("--resume"));
    }

    /// <summary>Where nobody is there, nothing goes on by itself.</summary>
    [TestCase(FakeServerFault.Breakdown, "a real-time environment failed, which is not tried again by itself", "camera_lost")]
    [TestCase(FakeServerFault.EmergencyStop, "emergency stop", "the emergency stop was pressed")]
    public async Task Eval_ArmThatStopsOrBreaks_EndsTheRun(FakeServerFault fault, string named, string reason)
    {
        await using var arm = await FakeBridge.StartAsync(
            FakeBridge.Settings with
            {
                World = Arm with { HidesScene = false, HidesSuccess = false },
                Fault = fault,
                FaultAtStep = 3,
            }
        );

        var (code, _, error) = await Workplace.RunAsync([
            "eval",
            OwnSuite.WriteSuite(_workplace.PathOf("mine")),
            "--bridge",
            arm.Address,
            "--policy",
            "hold",
            "--episodes",
            "2",
            "--workers",
            "1",
            "--out",
            Out,
        ]);

        Assert.That(code, Is.EqualTo(ExitCode.Infrastructure), error);
        Assert.That(error, Does.Contain(named).And.Contain(reason).And.Contain("--resume"));
        Assert.That(RecordedRun.Open(Out).Trials.Select(trial => trial.Attempts), Is.All.EqualTo(1), "never tried again");
    }

    /// <summary>How each trial began and ended, for whoever doubts what was judged.</summary>
    [Test]
    public async Task Control_KeepsPicturesOfStartAndEnd()
    {
        await ControlAsync(["", "", "s", "", "", "f", ""]);

        var pictures = Directory
            .GetFiles(Path.Combine(Out, RunFolder.PictureFolder), "*.png", SearchOption.AllDirectories)
            .Select(file => Path.GetFileName(file).Split('.')[1]);
        Assert.That(pictures.CountBy(when => when), Is.EquivalentTo(new KeyValuePair<string, int>[] { new("start", 2), new("end", 2) }));
    }

    /// <summary>A person's hours are what a gate can save: it ends as soon as it can say.</summary>
    [Test]
    public async Task GateRun_WithAnOperator_AsksBlind_UntilItCanSay()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var answers = new AlwaysSuccess();

        var code = await CommandLine.RunAsync(
            [
                "gate",
                OwnSuite.WriteGate(_workplace.PathOf("mine"), 0.3),
                "--suite",
                OwnSuite.WriteSuite(_workplace.PathOf("mine")),
                "--run",
                "--bridge",
                _arm.Address,
                "--operator",
                "ann",
                "--expected",
                "none",
                "--baseline",
                "old=hold",
                "--candidate",
                "new=hold",
                "--out",
                Out,
            ],
            output,
            error,
            answers: answers
        );

        Assert.That(code, Is.EqualTo(ExitCode.Success), $"{error}{output}");
        var run = RecordedRun.Open(Out);
        Assert.Multiple(() =>
        {
            Assert.That($"{output}", Does.StartWith("PASS"));
            var old = Directory.GetFiles(Path.Combine(Out, RunFolder.PictureFolder, "old"));
            Assert.That(old, Has.Length.EqualTo(2 * run.Trials.Count(trial => trial.Policy == "old")), "how each began and ended");
            Assert.That(run.Trials.Select(trial => trial.JudgedBy), Is.All.EqualTo("ann"));
            Assert.That(
                answers.Asked,
                Is.EqualTo(1 + (3 * run.Trials.Count)),
                "once whether the arm may move; then to begin, how it ended, and whether that is right"
            );
            Assert.That(run.Trials.Count, Is.LessThan(run.Record.Trials.Planned), "it could say before the end");
            Assert.That(run.Trials.Chunk(2).Select(pair => pair[0].Policy).Distinct().Count(), Is.EqualTo(2), "neither always comes first");
        });
    }

    [Test]
    public async Task Control_OfWhatNoHandCanDo_IsRefusedBeforeAnythingMoves()
    {
        var (code, _, error) = await Workplace.RunAsync([
            "control",
            "robustness",
            "--bridge",
            _arm.Address,
            "--operator",
            "ann",
            "--expected",
            "none",
            "--policy",
            "hold",
            "--episodes",
            "1",
            "--out",
            Out,
        ]);

        Assert.That(code, Is.EqualTo(ExitCode.Usage), error);
        Assert.That(error, Does.Contain("worse pictures: ").And.Contain("which no hand can do").And.Contain("latency: "));
        Assert.That(Directory.Exists(Out), Is.False);
    }

    /// <summary>At its third step.</summary>
    private static Task<FakeSimServer> StartAsync(FakeServerFault fault) =>
        FakeBridge.StartAsync(FakeBridge.Settings with { World = Arm, Fault = fault, FaultAtStep = 3 });

    private Task<(int Code, string Output, string Error)> ControlAsync(string[] answers, params string[] options) =>
        ControlAsync(_arm, answers, options);

    private async Task<(int Code, string Output, string Error)> ControlAsync(FakeSimServer arm, string[] answers, params string[] options)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var typed = new StringReader(string.Concat(answers.Select(answer => answer + "\n")));
        var code = await CommandLine.RunAsync(
            [
                "control",
                "put-on-plate",
                "--bridge",
                arm.Address,
                "--operator",
                "ann",
                "--expected",
                "none",
                "--policy",
                "first=hold",
                "--policy",
                "second=random",
                "--only",
                "*/id/*",
                "--episodes",
                "2",
                "--out",
                Out,
                .. options,
            ],
            output,
            error,
            answers: new ConsoleAnswers(typed, isTerminal: false)
        );
        return (code, output.ToString(), error.ToString());
    }

    private sealed class AlwaysSuccess : IAnswers
    {
        public int Asked { get; private set; }

        public ValueTask<char> KeyAsync(string keys, Action<string> refuse, CancellationToken cancellationToken)
        {
            Asked++;
            return new(keys.Contains('s') ? 's' : '\n');
        }

        public Task StopPressedAsync(CancellationToken cancellationToken) =>
            Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);

        public ValueTask<string> LineAsync(CancellationToken cancellationToken) => new("");
    }
}
