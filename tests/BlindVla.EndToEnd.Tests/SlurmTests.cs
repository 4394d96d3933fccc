using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using BlindVla.Cli;
using BlindVla.Evaluation;

namespace BlindVla.EndToEnd.Tests;

/// <summary>Runs that a real Slurm carries out, against the same run in one process.</summary>
[CancelAfter(900_000)]
[SupportedOSPlatform("linux")]
public sealed partial class SlurmTests
{
    private static readonly string[] Trials = ["eval", "smoke", "--policy", "planner", "--policy", "hold", "--episodes", "2"];

    private Workplace _workplace = null!;
    private SlurmCluster? _cluster;
    private List<string> _whole = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        if (SlurmCluster.Lack is { } lack)
            Assert.Ignore(lack);
        _workplace = new();
        _cluster = SlurmCluster.Start(Directory.CreateDirectory(_workplace.PathOf("slurm")).FullName);
        var (code, _, error) = await Workplace.RunAsync([.. Trials, "--out", _workplace.PathOf("one"), "--workers", "2"]);
        Assert.That(code, Is.Zero, error);
        _whole = _workplace.Fingerprints("one");
    }

    [OneTimeTearDown]
    public void Stop()
    {
        _cluster?.Dispose();
        _workplace?.Dispose();
    }

    [Test]
    public async Task ArrayOfFour_AsThePageSays_GivesTheRunOfOneProcess()
    {
        var command = new Page("docs/cluster.md").Commands.Single(words => words[0] == "eval");
        Assert.That(command, Is.SupersetOf(Trials));

        var (code, output, error) = await Workplace.RunAsync([
            .. command.Select(word => word.Replace("results/runs", _workplace.Folder, StringComparison.Ordinal)),
        ]);

        Assert.That(code, Is.Zero, error);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(_whole, Has.Count.EqualTo(20));
            Assert.That(_workplace.Fingerprints("array"), Is.EqualTo(_whole));
            Assert.That(RecordedRun.Open(_workplace.PathOf("array")).Record.Status, Is.EqualTo(RunStatus.Complete));
            Assert.That(
                error,
                Does.Match(@"\nBesides its trials a task took \d+\.\d s until it could begin, and \d+\.\d\d s a trial \(4 tasks\)\.\n")
            );
            Assert.That(output, Does.Contain("planner*").And.EndWith($"{_workplace.PathOf("array")}\n"));
            Assert.That(Directory.Exists(_workplace.PathOf("array.array/parts")), Is.False, "nothing is kept twice");
        }
    }

    [Test]
    public async Task ArrayOfSeven_TasksAreKilledAndANodeIsDrained_GivesTheRunOfOneProcess()
    {
        var folder = _workplace.PathOf("seven");
        var reacted = 0;
        // The first two are lost before or while they run; whatever runs when the first trials are seen is killed without a word.
        using var error = new ReactingWriter(text =>
        {
            if (JobLine().Match(text) is { Success: true } job && reacted == 0)
            {
                reacted++;
                SlurmCluster.Ask("scancel", $"{job.Groups[1]}_1", $"{job.Groups[1]}_2");
                SlurmCluster.Ask("scontrol", "update", "nodename=n2", "state=drain", "reason=test");
            }
            else if (ProgressLine().IsMatch(text) && reacted == 1)
            {
                reacted++;
                SlurmCluster.Ask("scancel", "--me", "--state=RUNNING", "--signal=KILL", "--full");
                SlurmCluster.Ask("scontrol", "update", "nodename=n2", "state=resume");
            }
        });
        using var output = new StringWriter();

        var code = await CommandLine.RunAsync([.. Trials, "--slurm", "--tasks", "7", "--workers", "1", "--out", folder], output, error);

        Assert.That(code, Is.Zero, $"{error}");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(_workplace.Fingerprints("seven"), Is.EqualTo(_whole));
            Assert.That($"{error}", Does.Match(@"again \(.*\b1, 2\b"), "what was lost was submitted again");
        }
    }

    [Test]
    public async Task Partition_ThatIsNotThere_IsSaid_AndTheSameCommandWithAnotherGoesOn()
    {
        string[] command =
        [
            .. Trials,
            "--only",
            "*/id/0000",
            "--slurm",
            "--tasks",
            "1",
            "--workers",
            "1",
            "--out",
            _workplace.PathOf("lost"),
        ];

        var (code, _, error) = await Workplace.RunAsync([.. command, "--sbatch", "--partition=nowhere"]);
        Assert.That((code, error), Is.EqualTo((ExitCode.Infrastructure, error)));
        Assert.That(error, Does.Contain("nowhere"));

        (code, _, error) = await Workplace.RunAsync(command);
        Assert.That((code, error), Is.EqualTo((ExitCode.Usage, error)));
        Assert.That(error, Does.Contain("--resume"));

        (code, _, error) = await Workplace.RunAsync([.. command, "--resume", "--policy", "random"]);
        Assert.That((code, error), Is.EqualTo((ExitCode.Usage, error)));
        Assert.That(error, Does.Contain("then: ").And.Contain("now: "));

        (code, _, error) = await Workplace.RunAsync([.. command, "--resume"]);
        Assert.That(code, Is.Zero, error);

        (code, _, error) = await Workplace.RunAsync([.. command, "--resume"]);
        Assert.That((code, error), Is.EqualTo((ExitCode.Usage, error)));
        Assert.That(error, Does.Contain("is whole already"));
    }

    /// <summary>Whoever follows goes away, and a task is killed, and then it goes on.</summary>
    [Test]
    public async Task Gate_ByTasksOfAFewScenes_IsTheGateOfOneProcess_AndTakesBackWhatIsQueued()
    {
        string[] gate = ["gate", "put-on-plate-id", "--run", "--baseline", "planner", "--candidate", "hold"];
        var (expected, verdict, why) = await Workplace.RunAsync([.. gate, "--out", _workplace.PathOf("alone"), "--workers", "2"]);
        Assert.That((expected, why), Is.EqualTo((ExitCode.Negative, why)));
        string[] command = [.. gate, "--slurm", "--tasks", "2", "--workers", "1", "--out", _workplace.PathOf("rounds")];
        Interruption? interruption = null;
        using var output = new StringWriter();
        using var error = new ReactingWriter(text =>
        {
            if (JobLine().IsMatch(text))
                interruption!.Interrupt();
        });

        var code = await CommandLine.RunAsync(command, output, error, progress =>
            interruption = new(progress, TimeProvider.System, exit: () => { })
        );

        Assert.That((code, $"{error}"), Is.EqualTo((ExitCode.Interrupted, $"{error}")));
        Assert.That($"{error}", Does.Contain("2 tasks, ").And.Contain("--resume follows them").And.Contain("scancel "));
        SlurmCluster.Ask("scancel", "--me", "--signal=KILL", "--full");

        var (resumed, said, log) = await Workplace.RunAsync([.. command, "--resume"]);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((resumed, said), Is.EqualTo((expected, verdict)), log);
            var trials = _workplace.Fingerprints("rounds");
            Assert.That(trials, Is.SubsetOf(_workplace.Fingerprints("alone")));
            Assert.That(log, Does.Contain($"{trials.Count / 2} episodes under each policy; a plan of fixed size takes "));
            var run = RecordedRun.Open(_workplace.PathOf("rounds")).Record;
            Assert.That((run.Status, run.Gate, run.Identity.Shard), Is.EqualTo((RunStatus.Decided, "put-on-plate-id", (Shard?)null)));
            Assert.That(SlurmCluster.Ask("squeue", "--me", "--noheader"), Is.Empty, "what was queued was taken back");
            Assert.That(Directory.Exists(_workplace.PathOf("rounds.array/parts")), Is.False);
        }

        // From here on it is a run like any other.
        (code, said, log) = await Workplace.RunAsync([.. gate, "--out", _workplace.PathOf("rounds"), "--resume"]);
        Assert.That((code, said), Is.EqualTo((expected, verdict)), log);
    }

    [TestCase("--shard: not with --slurm", "--run", "--slurm", "--shard", "1/2")]
    [TestCase("--operator: not with --slurm", "--run", "--slurm", "--operator", "ann")]
    [TestCase("--tasks: only with --slurm", "--run", "--tasks", "2")]
    [TestCase("--slurm, --tasks: only with --run", "--slurm", "--tasks", "2")]
    public async Task GateOptions_ThatDoNotGoTogether_AreRefused(string expected, params string[] options)
    {
        var (code, _, error) = await Workplace.RunAsync([
            "gate",
            "put-on-plate-id",
            "--baseline",
            "planner",
            "--candidate",
            "hold",
            "--out",
            _workplace.PathOf("refused"),
            .. options,
        ]);

        Assert.That((code, error), Is.EqualTo((ExitCode.Usage, error)));
        Assert.That(error, Does.Contain(expected));
        Assert.That(Directory.Exists(_workplace.PathOf("refused")), Is.False);
    }

    [GeneratedRegex(@"^job (\d+): ")]
    private static partial Regex JobLine();

    [GeneratedRegex(@"^[1-9]\d*/\d+ trials")]
    private static partial Regex ProgressLine();
}
