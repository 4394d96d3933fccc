using BlindVla.Cli;
using BlindVla.Evaluation;
using BlindVla.Imaging;

namespace BlindVla.EndToEnd.Tests;

/// <summary>An arm by its rig: the emulated one behind the real server, in real time.</summary>
[CancelAfter(300_000)]
public sealed class RigTests
{
    private Workplace _workplace = null!;

    private string Out => _workplace.PathOf("run");

    [SetUp]
    public void MakeWorkplace() => _workplace = new();

    [TearDown]
    public void RemoveWorkplace() => _workplace.Dispose();

    [Test]
    public async Task Check_OfTheEmulatedRig_FindsNineServos_AndNothingAgainstThem()
    {
        var (code, output, error) = await Workplace.RunAsync("rig", "check", "emulated");

        Assert.That((code, error), Is.EqualTo((ExitCode.Success, "")));
        Assert.That(output.Split('\n').Count(line => line.Contains(" rad ") && line.EndsWith("off")), Is.EqualTo(9), output);
        Assert.That(output, Does.Contain("3rd_view_camera ").And.Contain("speaks against moving it").And.Not.Contain("problem: "));
        Assert.That(output, Does.Contain("delta_end_effector, 200 ms each").And.Contain("3 of delta_xyz in base, m, -0.5 to 0.5"));
    }

    /// <summary>Where the emulated camera stands, the drawn scene and the live one are the same.</summary>
    [Test]
    public async Task Check_WithPictures_LaysTheExpectedSceneOverTheLiveOne_AndMovesNothing()
    {
        var folder = _workplace.PathOf("seen");

        var (code, output, error) = await Workplace.RunAsync("rig", "check", "emulated", "--pictures", folder);

        Assert.That(code, Is.EqualTo(ExitCode.Success), error);
        Assert.That(output, Does.Contain("3rd_view_camera-overlay.png: 3rd_view_camera.png and 3rd_view_camera-expected.png"));
        Assert.That(output.Split('\n').Count(line => line.Contains(" rad ") && line.EndsWith("off")), Is.EqualTo(9), output);
        var (live, expected, overlay) = (Read(""), Read("-expected"), Read("-overlay"));
        Assert.That((live.Width, live.Height), Is.EqualTo((640, 480)));
        Assert.That((overlay.Width, overlay.Height), Is.EqualTo((640, 480)));
        // Without torque the emulated arm sinks; what lies on the table does not.
        Assert.That(Apart(Things(live), Things(expected)), Is.LessThan(3), "levels of 256, on average: noise and compression");
        Assert.That(Apart(Things(live), Things(overlay)), Is.LessThan(2));

        Picture Read(string what) => PictureFile.Read(Path.Combine(folder, $"3rd_view_camera{what}.png"));
        static Picture Things(Picture whole) => whole.Cut(140, 180, 250, 110);
        static double Apart(Picture one, Picture other) => one.Rgb.ToArray().Zip(other.Rgb.ToArray(), (a, b) => Math.Abs(a - b)).Average();
    }

    [Test]
    public async Task Check_WithASuiteAndNoPictures_IsRefused()
    {
        var (code, _, error) = await Workplace.RunAsync("rig", "check", "emulated", "--suite", "ood");

        Assert.That((code, error), Is.EqualTo((ExitCode.Usage, error)));
        Assert.That(error, Does.Contain("--suite: say with --pictures"));
    }

    /// <summary>Another kind of action than the rig asks for is refused before the arm is moved; what stands still stands still in
    /// either, and what was recorded in one is gone again in that one.</summary>
    [Test]
    public async Task Control_OfARigThatTakesJointPositions_IsForThosePolicies()
    {
        var rig = Rig("actions: joint_positions");

        var (refused, _, error) = await ControlAsync(rig, "random");

        Assert.That((refused, Directory.Exists(Out)), Is.EqualTo((ExitCode.Usage, false)), error);
        Assert.That(error, Does.Contain("the policy gives delta_end_effector, the environment takes joint_positions"));

        var recorded = _workplace.PathOf("recorded");
        var (code, _, problem) = await Workplace.RunAsync([
            "control",
            "put-on-plate",
            .. OneEpisode("noisy:0.01:hold"),
            "--rig",
            rig,
            "--out",
            recorded,
        ]);
        Assert.That(code, Is.EqualTo(ExitCode.Success), problem);
        var run = RecordedRun.Open(recorded);
        Assert.That(run.Record.Identity.Environment.Actions, Is.EqualTo("joint_positions"));
        var (again, _, complaint) = await ControlAsync(rig, $"again=replay:{recorded}");
        Assert.That(again, Is.EqualTo(ExitCode.Success), complaint);
        var (one, other) = (run.Trials.Single(), RecordedRun.Open(Out).Trials.Single());
        Assert.That(other.RequestedActionsSha256, Is.EqualTo(one.RequestedActionsSha256));
        Assert.That(other.AppliedActionsSha256, Is.EqualTo(one.AppliedActionsSha256), "nothing of it was refused");
    }

    /// <summary>What an arm is told depends on its rig: runs on two of them are told apart by name.</summary>
    [Test]
    public async Task Compare_RunsOnRigsThatDiffer_SaysSo()
    {
        var (first, _, problem) = await ControlAsync(Rig(""), "old=hold");
        Assert.That(first, Is.EqualTo(ExitCode.Success), problem);
        var other = _workplace.PathOf("other");
        var (second, _, complaint) = await Workplace.RunAsync([
            "control",
            "put-on-plate",
            .. OneEpisode("new=hold"),
            "--rig",
            Rig("safety: {table_height: 2 mm}"),
            "--out",
            other,
        ]);
        Assert.That(second, Is.EqualTo(ExitCode.Success), complaint);

        var (code, _, error) = await Workplace.RunAsync("compare", Out, other, "--baseline", "old", "--candidate", "new");

        Assert.That(code, Is.EqualTo(ExitCode.Usage), error);
        Assert.That(error, Does.Contain("identity.environment.rig_sha256: expected \""));
    }

    /// <summary>Another arm than the rig says is found out before it moves.</summary>
    [Test]
    public async Task Check_OfAnotherArm_SaysWhatIsWrong()
    {
        var (code, output, _) = await Workplace.RunAsync("rig", "check", Rig("health: {voltage: [12.5 V, 13 V]}"));

        Assert.That(code, Is.EqualTo(ExitCode.Negative), output);
        Assert.That(output, Does.Contain("problem: ").And.Contain("12.5"));
    }

    [TestCase("check")]
    [TestCase("show")]
    public async Task Rig_ThatIsNone_IsRefusedWithTheNearest(string command)
    {
        var (code, _, error) = await Workplace.RunAsync("rig", command, "widowx-250");

        Assert.That(code, Is.EqualTo(ExitCode.Usage), error);
        Assert.That(error, Does.Contain("did you mean 'widowx-250s'"));
    }

    [Test]
    public async Task Jog_OfAJointThatIsNone_IsRefusedWithTheNearest()
    {
        var (code, _, error) = await Workplace.RunAsync("rig", "jog", "emulated", "ellbow");

        Assert.That(code, Is.EqualTo(ExitCode.Usage));
        Assert.That(error, Does.Contain("there is no joint 'ellbow'").And.Contain("'elbow'"));
    }

    [Test]
    public async Task ListAndShow_SayWhatThereIs()
    {
        var (_, list, _) = await Workplace.RunAsync("rig", "list");
        var (_, json, _) = await Workplace.RunAsync("rig", "show", "widowx-250s");

        Assert.That(list, Does.Contain("emulated ").And.Contain("widowx-250s "));
        Assert.That(json, Does.Contain("\"bus_watchdog\": 10"));
    }

    /// <summary>The whole loop without an arm: what was done in the simulator is done again by emulated servos, and the emulated world
    /// says that it succeeded.</summary>
    [Test]
    public async Task Control_OfTheEmulatedRig_PicksAndPlaces()
    {
        var recorded = _workplace.PathOf("recorded");
        var (simulated, _, problem) = await Workplace.RunAsync([
            "eval",
            "put-on-plate",
            .. OneEpisode("planner"),
            "--video",
            "none",
            "--out",
            recorded,
        ]);
        Assert.That(simulated, Is.EqualTo(ExitCode.Success), problem);

        var (code, output, error) = await ControlAsync(Rig(""), $"again=replay:{recorded}");

        Assert.That(code, Is.EqualTo(ExitCode.Success), $"{error}{output}");
        var trial = RecordedRun.Open(Out).Trials.Single();
        Assert.Multiple(() =>
        {
            Assert.That((trial.Outcome, trial.JudgedBy), Is.EqualTo((Outcome.Success, "emulator (test operator)")));
            Assert.That(error, Does.Contain("No limit, hold or stop in this software is safety-rated"));
            Assert.That(error, Does.Not.Contain("exited with code"), "the arm went to rest");
        });
    }

    [Test]
    public async Task Control_WhereTheEmergencyStopIsPressed_EndsTheRun_AndSaysHowTheArmIsLeft()
    {
        var stop = _workplace.PathOf("stop");
        await File.WriteAllTextAsync(stop, "");

        var (code, _, error) = await ControlAsync(Rig($"safety: {{stop_file: {stop}}}"), "hold");

        Assert.That(code, Is.EqualTo(ExitCode.Infrastructure), error);
        Assert.That(error, Does.Contain("emergency stop").And.Contain("the arm is held where it was stopped"));
        Assert.That(RecordedRun.Open(Out).Trials.Single().Outcome, Is.EqualTo(Outcome.Errored));
    }

    [TestCase("--bridge", "tcp:127.0.0.1:1", "--bridge: --rig starts the rig's own server")]
    [TestCase("--rig", "widowx-250s", "--operator is missing")]
    [TestCase("--page", "0", "--page: say with --operator who is asked")]
    public async Task Control_OptionsThatDoNotGoTogether_AreRefusedBeforeAnythingMoves(string option, string value, string said)
    {
        string[] rig = option == "--rig" ? [] : ["--rig", "emulated"];
        var (code, _, error) = await Workplace.RunAsync([
            "control",
            "put-on-plate",
            .. OneEpisode("hold"),
            .. rig,
            option,
            value,
            "--out",
            Out,
        ]);

        Assert.That((code, Directory.Exists(Out)), Is.EqualTo((ExitCode.Usage, false)), error);
        Assert.That(error, Does.Contain(said));
    }

    [Test]
    public async Task GateRun_OnARealArm_WantsAnOperator()
    {
        var (code, _, error) = await Workplace.RunAsync([
            "gate",
            "put-on-plate-id",
            "--run",
            "--rig",
            "widowx-250s",
            "--baseline",
            "hold",
            "--candidate",
            "hold",
            "--out",
            Out,
        ]);

        Assert.That((code, Directory.Exists(Out)), Is.EqualTo((ExitCode.Usage, false)), error);
        Assert.That(error, Does.Contain("--operator is missing"));
    }

    private static string[] OneEpisode(string policy) => ["--policy", policy, "--only", "*/id/*", "--episodes", "1"];

    private Task<(int Code, string Output, string Error)> ControlAsync(string rig, string policy) =>
        Workplace.RunAsync(["control", "put-on-plate", .. OneEpisode(policy), "--rig", rig, "--out", Out]);

    /// <summary>The emulated rig, with something changed.</summary>
    /// <returns>Its path.</returns>
    private string Rig(string change)
    {
        var path = _workplace.PathOf("mine.yaml");
        File.WriteAllText(
            path,
            $"extends: emulated\nschema_version: 1\nname: mine\ndescription: a quicker one\nmotion: {{ramp_speed: 1 rad/s}}\n{change}\n"
        );
        return path;
    }
}
