using System.CommandLine;
using BlindVla.Evaluation;
using BlindVla.Policies;

namespace BlindVla.Cli.Tests;

/// <summary>What people read when they mistype.</summary>
public sealed class MessageTests
{
    [TestCase("there is no command 'blindvla foo'; there is", "foo")]
    [TestCase("there is no command 'blindvla evl'; did you mean 'eval'", "evl", "put-on-plate", "--policy", "hold")]
    [TestCase("there is no command 'blindvla suite lst'; did you mean 'list'", "suite", "lst")]
    [TestCase(
        "blindvla eval has no option '--polcy'; did you mean '--policy'",
        "eval",
        "put-on-plate",
        "--polcy",
        "hold",
        "--policy",
        "hold"
    )]
    [TestCase("blindvla report has no option '--htm'; did you mean '--html'", "report", "x", "--htm", "y")]
    [TestCase("blindvla doctor does not understand 'x'", "doctor", "x")]
    [TestCase(
        "--seed: expected a whole number from 0 to 18446744073709551615, found '-1'",
        "eval",
        "put-on-plate",
        "--policy",
        "hold",
        "--seed",
        "-1"
    )]
    [TestCase(
        "--sbatch: not --array=1-3: by the array and its logs the tasks are followed",
        "eval",
        "smoke",
        "--policy",
        "hold",
        "--slurm-script-only",
        "--sbatch",
        "--time=1 --array=1-3"
    )]
    [TestCase(
        "--sbatch: expected options of sbatch such as --time=1:00:00, found 'gpu'",
        "eval",
        "smoke",
        "--policy",
        "hold",
        "--slurm-script-only",
        "--sbatch",
        "gpu"
    )]
    [TestCase("--seed: expected a whole number, found '1.5'", "eval", "put-on-plate", "--policy", "hold", "--seed", "1.5")]
    [TestCase("--workers: expected a whole number, found 'x'", "eval", "put-on-plate", "--policy", "hold", "--workers", "x")]
    [TestCase("--servers: expected a whole number of at least 1, found '0'", "eval", "put-on-plate", "--policy", "hold", "--servers", "0")]
    [TestCase("--workers: expected at most 10000, found 100000", "eval", "put-on-plate", "--policy", "hold", "--workers", "100000")]
    [TestCase("--video: expected none, failures or all, found 'All'", "eval", "put-on-plate", "--policy", "hold", "--video", "All")]
    [TestCase("--gl: expected auto, egl or osmesa, found 'glx'", "eval", "put-on-plate", "--policy", "hold", "--gl", "glx")]
    [TestCase("--rule: expected strict or lenient, found '1'", "probe-set", "score", "x", "--answers", "y", "--rule", "1")]
    [TestCase("--discordance: expected a number from 0 to 1, found '2'", "gate", "plan", "put-on-plate", "--discordance", "2")]
    [TestCase("--discordance: expected a number from 0 to 1, found 'nan'", "gate", "plan", "put-on-plate", "--discordance", "nan")]
    [TestCase(
        "a gate is about one candidate; ask it once for each",
        "gate",
        "ood",
        "--baseline",
        "a",
        "--candidate",
        "b",
        "--candidate",
        "c"
    )]
    [TestCase("add --run", "gate", "put-on-plate", "--baseline", "planner", "--candidate", "noisy:0.01:planner")]
    [TestCase("a file elsewhere is given by its path, which ends in .yaml; there is ood", "gate", "plan", "mine")]
    [TestCase("--policy", "eval", "put-on-plate")]
    public async Task Mistake_IsUsage_InWordsOfTheUsers(string expected, params string[] arguments)
    {
        var (code, output, error) = await Typed.RunAsync(arguments);

        Assert.That(code, Is.EqualTo(ExitCode.Usage), error);
        Assert.That(output, Is.Empty);
        Assert.That(error, Does.StartWith("blindvla: ").And.Contain(expected));
        Assert.That(error, Does.Not.Contain("BlindVla.").And.Not.Contain("System.").And.Not.Contain("Could not find"));
    }

    [Test]
    public async Task Text_BehindTwoDashes_IsAnArgument()
    {
        var (code, _, error) = await Typed.RunAsync("report", "--", "--htm");

        Assert.That(
            (code, error),
            Is.EqualTo((ExitCode.Usage, $"blindvla: no run in {Path.GetFullPath("--htm")} (there is no such folder)\n"))
        );
    }

    [Test]
    public async Task Replay_OfARunWithManyPolicies_NamesTheOptionAndTheFirstOfThem()
    {
        using var folder = new TemporaryFolder();
        var run = folder.PathOf("run");
        await SomeRun.WriteAsync(run, [.. Enumerable.Range(10, 14).Select(i => new NamedPolicy($"hold{i}", new HoldPolicy()))]);

        var (code, output, error) = await Typed.RunAsync("replay", run, SomeRun.Episode.Id);

        Assert.That((code, output), Is.EqualTo((ExitCode.Usage, "")));
        Assert.That(
            error,
            Does.Contain("has 14 policies: hold10, hold11, ").And.Contain("hold21 and 2 more; say which with --policy NAME")
        );
    }

    [Test]
    public async Task Gate_OfARunWithSeveralPolicies_NamesTheOptionAndItsForm()
    {
        using var folder = new TemporaryFolder();
        var run = folder.PathOf("run");
        await SomeRun.WriteAsync(run, new NamedPolicy("hold", new HoldPolicy()), new NamedPolicy("random", new RandomPolicy()));

        var (code, _, error) = await Typed.RunAsync("gate", "put-on-plate", "--baseline", $"{run}:hold", "--candidate", run);

        Assert.That(code, Is.EqualTo(ExitCode.Usage));
        Assert.That(error, Does.Contain("hold, random; say which with --candidate RUN:NAME"));
    }

    [Test]
    public async Task Gate_ItsHelp_SaysWhatEveryExitCodeMeans()
    {
        var (_, output, _) = await Typed.RunAsync("gate", "--help");

        Assert.That(
            string.Join(' ', output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)),
            Does.Contain("3 inconclusive, 4 infrastructure, also where an output file could not be written")
        );
    }

    [Test]
    public async Task GatePlan_GateAboutSomeEpisodes_PlansThese_AndSaysWhatEvalNeeds()
    {
        var (code, output, error) = await Typed.RunAsync("gate", "plan", "put-on-plate-id");

        Assert.That(code, Is.EqualTo(ExitCode.Success), error);
        Assert.That(output, Does.Match(@"\nall +10 +1 +"), "one cell");
        Assert.That(output, Does.Contain("--only '*/id/*' --episodes"));
    }

    /// <summary>Of one claim the sentence says no other power than the table.</summary>
    [Test]
    public async Task GatePlan_OfOneClaim_HasThePowerThatWasAskedFor()
    {
        var (code, output, error) = await Typed.RunAsync("gate", "plan", "put-on-plate-id", "--discordance", "0.3");

        Assert.That(code, Is.EqualTo(ExitCode.Success), error);
        Assert.That(output, Does.Match(@"\nall +10 +1 +\d+ +80\n"));
        Assert.That(output, Does.Match(@"chance\s+of\s+80\s+%\s+\(80\s+%\s+asked\s+for\)"));
    }

    /// <summary>As gate says it.</summary>
    [Test]
    public async Task Compare_OfAPolicyWithItself_SaysSo()
    {
        using var folder = new TemporaryFolder();
        var run = folder.PathOf("run");
        string[] named = ["compare", run, "--baseline", "hold", "--candidate", "again", "--candidate", "hold", "--candidate", "random"];
        await SomeRun.WriteAsync(
            run,
            new NamedPolicy("hold", new HoldPolicy()),
            new NamedPolicy("again", new HoldPolicy()),
            new NamedPolicy("random", new RandomPolicy())
        );

        var (code, text, error) = await Typed.RunAsync(named);
        var (_, json, notices) = await Typed.RunAsync([.. named, "--json"]);

        Assert.That(code, Is.Zero, error);
        Assert.That(
            text,
            Does.StartWith("rank  policy")
                .And.Contain($"\nagain against hold\n{ReleaseGate.SamePolicy}\n")
                .And.Contain($"hold against hold\n{ReleaseGate.SamePolicy}")
        );
        Assert.That(text, Does.Not.Contain($"random against hold\n{ReleaseGate.SamePolicy}"));
        Assert.That(json, Does.StartWith("["));
        Assert.That(notices, Does.Contain($"again against hold: {ReleaseGate.SamePolicy}").And.Not.Contain("random"));
    }

    [TestCase("99999999999", "expected a whole number from 1 to 2147483647, found '99999999999'")]
    [TestCase("0", "expected a whole number of at least 1, found '0'")]
    public async Task Number_ThatIsOutOfRange_IsToldWhatItMayBe(string number, string expected)
    {
        var (code, _, error) = await Typed.RunAsync("eval", "put-on-plate", "--policy", "hold", "--recycle-after", number);

        Assert.That(code, Is.EqualTo(ExitCode.Usage));
        Assert.That(error, Does.StartWith($"blindvla: --recycle-after: {expected}\n"));
    }

    [Test]
    public async Task Film_WithWhatIsNothing_NamesThePolicies()
    {
        using var folder = new TemporaryFolder();
        var run = folder.PathOf("run");
        await SomeRun.WriteAsync(run, new NamedPolicy("hold", new HoldPolicy()), new NamedPolicy("still", new HoldPolicy()));

        var (code, _, error) = await Typed.RunAsync("film", run, SomeRun.Episode.Id, "--policy", "hold", "--with", "stil");

        Assert.That(code, Is.EqualTo(ExitCode.Usage));
        Assert.That(error, Does.StartWith($"blindvla: --with stil: neither a run nor a policy of {run}; did you mean 'still'?"));
    }

    [Test]
    public async Task Film_WithItself_IsRefused([Values] bool isLocated)
    {
        using var folder = new TemporaryFolder();
        var run = folder.PathOf("run");
        await SomeRun.WriteAsync(run, new NamedPolicy("hold", new HoldPolicy()));
        var with = isLocated ? $"{run}:hold" : "hold";

        var (code, _, error) = await Typed.RunAsync("film", run, SomeRun.Episode.Id, "--with", with);

        Assert.That(code, Is.EqualTo(ExitCode.Usage));
        Assert.That(error, Is.EqualTo($"blindvla: --with {with}: that is what is filmed already, and both halves would be the same\n"));
    }

    [Test]
    public async Task Film_OverOneThatIsThere_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var (run, file) = (folder.PathOf("run"), folder.PathOf("film.gif"));
        await SomeRun.WriteAsync(run, new NamedPolicy("hold", new HoldPolicy()));
        await File.WriteAllTextAsync(file, "mine");
        string[] film = ["film", run, SomeRun.Episode.Id, "--gif", "--out", file];

        var (code, _, error) = await Typed.RunAsync(film);
        var (_, _, overwritten) = await Typed.RunAsync([.. film, "--overwrite"]);

        Assert.That(code, Is.EqualTo(ExitCode.Usage));
        Assert.That(
            error,
            Is.EqualTo($"blindvla: {file} is there already; replace it with --overwrite, or name another file with --out\n")
        );
        Assert.That(overwritten, Does.Contain("has no film of"), "it went on");
    }

    [Test]
    public async Task Table_OfAFolderOfRuns_NamesThem()
    {
        using var folder = new TemporaryFolder();
        await SomeRun.WriteAsync(folder.PathOf("monday"), new NamedPolicy("hold", new HoldPolicy()));
        Directory.CreateDirectory(folder.PathOf("empty/run"));

        var (_, _, inside) = await Typed.RunAsync("table", folder.Path);
        var (_, _, beside) = await Typed.RunAsync("table", folder.PathOf("mondya"));
        var (_, _, nowhere) = await Typed.RunAsync("table", folder.PathOf("empty/run"));

        Assert.That(inside, Does.EndWith("(run.json is missing); the runs in it: monday\n"));
        Assert.That(beside, Does.EndWith("(there is no such folder); did you mean 'monday'?\n"));
        Assert.That(nowhere, Does.EndWith("(run.json is missing)\n"), "what is not there is not listed");
    }

    [TestCase("planner", "hold", ExitCode.Negative, "REGRESSION")]
    [TestCase("hold", "planner", ExitCode.Success, "PASS")]
    public async Task GateOfTheInDistributionBaseline_FitsIt(string baseline, string candidate, int expected, string verdict)
    {
        var (code, output, error) = await Typed.RunAsync(
            "gate",
            "put-on-plate-id",
            "--baseline",
            $"put-on-plate-id:{baseline}",
            "--candidate",
            $"put-on-plate-id:{candidate}"
        );

        Assert.That(code, Is.EqualTo(expected), error + output);
        Assert.That(output, Does.StartWith(verdict).And.Contain("90 % CI: its interval (Tango), each end a one-sided 95 % bound"));
        Assert.That(output, Does.Contain("* uses object poses"));
    }

    [Test]
    public async Task Demo_IntoAFolderThatHoldsSomething_IsRefusedBeforeAnythingIsStarted()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.PathOf("mine"), "");

        var (code, _, error) = await Typed.RunAsync("demo", "--out", folder.Path);

        Assert.That(code, Is.EqualTo(ExitCode.Usage));
        Assert.That(error, Does.Contain($"{folder.Path} is not empty"));
        Assert.That(Directory.GetFileSystemEntries(folder.Path), Has.Length.EqualTo(1));
    }

    [TestCase("nowhere", "nowhere: there is no folder nowhere")]
    [TestCase("base=random:nowhere", "there is no folder nowhere")]
    [TestCase("teacher:resnet", "expected a teacher of resnet18, random-resnet18, found 'resnet'")]
    [TestCase("teacher:", "teacher:: expected a teacher behind the colon: resnet18 or random-resnet18")]
    [TestCase("x=teacher:", "expected a teacher behind the colon")]
    [TestCase("random:", "expected the folder of a checkpoint behind the colon")]
    [TestCase("x=", "x=: expected what is called so behind the =: FOLDER, random:FOLDER or teacher:TEACHER")]
    [TestCase("x=teachr:resnet18", "there is no folder teachr:resnet18, and no kind 'teachr'; did you mean 'teacher'?")]
    public async Task Probe_OfWhatIsNotThere_IsRefusedBeforeDataAreRead(string sight, string expected)
    {
        var (code, _, error) = await Typed.RunAsync("probe", sight, "--data", "no-data", "--held-out", "no-data");

        Assert.That(code, Is.EqualTo(ExitCode.Usage), error);
        Assert.That(error, Does.Contain(expected));
    }

    [Test]
    public async Task Experiment_IntoTheFolderOfAnotherCommand_IsRefused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.PathOf("run.json"), "{}");

        var (code, output, error) = await Typed.RunAsync("experiment", "smoke", "--out", folder.Path, "--dry-run");

        Assert.That((code, output), Is.EqualTo((ExitCode.Usage, "")));
        Assert.That(error, Does.Contain($"--out {folder.Path} holds something else than stages of smoke"));
    }

    [Test]
    public async Task Probe_OfADataSetThatIsNotThere_IsUsage()
    {
        using var folder = new TemporaryFolder();

        var (code, _, error) = await Typed.RunAsync("probe", "teacher:resnet18", "--data", folder.Path, "--held-out", folder.Path);

        Assert.That(code, Is.EqualTo(ExitCode.Usage), error);
        Assert.That(error, Does.Contain($"there is no data set in {folder.Path}: meta/info.json is missing"));
    }

    [TestCase("table", "run")]
    [TestCase("agree", "run", "other")]
    [TestCase("compare", "run", "--baseline", "a", "--candidate", "b")]
    public async Task TwoForms_AreOneTooMany(params string[] command)
    {
        var (code, output, error) = await Typed.RunAsync([.. command, "--json", "--markdown"]);

        Assert.That((code, output), Is.EqualTo((ExitCode.Usage, "")));
        Assert.That(error, Does.Contain("--markdown and --json: what came of it is printed in one form at a time"));
    }

    /// <summary>Before the data set and the run are looked for: the work may take minutes.</summary>
    [TestCase("probe", "teacher:resnet18", "--data", "no-data", "--held-out", "no-data", "--csv")]
    [TestCase("table", "no-run", "--out")]
    [TestCase("gate", "put-on-plate", "--run", "--baseline", "hold", "--candidate", "random", "--json")]
    [TestCase("gate", "put-on-plate", "--run", "--baseline", "hold", "--candidate", "random", "--junit")]
    public async Task FileThatCannotBeWritten_IsSaidBeforeTheWork(params string[] words)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.PathOf("file"), "");

        var (code, output, error) = await Typed.RunAsync([.. words, folder.PathOf("file/out")]);

        Assert.That((code, output), Is.EqualTo((ExitCode.Infrastructure, "")));
        Assert.That(error, Does.Contain($"cannot write {folder.PathOf("file/out")}").And.Contain($"{folder.PathOf("file")} is a file"));
        Assert.That(Directory.GetFileSystemEntries(folder.Path), Has.Length.EqualTo(1), "a trial leaves nothing behind");
    }

    [Test]
    public async Task GateOfRecordedRuns_WhoseFileCannotBeWritten_SaysItsVerdictFirst()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.PathOf("file"), "");

        var (code, output, error) = await Typed.RunAsync(
            "gate",
            "put-on-plate-id",
            "--baseline",
            "put-on-plate-id:planner",
            "--candidate",
            "put-on-plate-id:hold",
            "--json",
            folder.PathOf("file/out")
        );

        Assert.That(code, Is.EqualTo(ExitCode.Infrastructure), error);
        Assert.That(output, Does.StartWith("REGRESSION"));
        Assert.That(error, Does.Contain($"cannot write {folder.PathOf("file/out")}"));
    }

    [TestCase("to judge recorded runs, leave --run out", "gate", "put-on-plate-id", "--run")]
    [TestCase("a pilot is recorded", "gate", "plan", "put-on-plate-id")]
    public async Task SideOfTheOtherKind_IsRefusedWithWhatToDo(string expected, params string[] words)
    {
        var side = words.Contains("plan") ? "planner" : "put-on-plate-id:planner";

        var (code, _, error) = await Typed.RunAsync([.. words, "--baseline", side, "--candidate", side]);

        Assert.That(code, Is.EqualTo(ExitCode.Usage));
        Assert.That(error, Does.Contain($"--baseline {side}: ").And.Contain(expected));
    }

    [TestCase("table", "run", "--out", "")]
    [TestCase("probe", "", "--data", "a", "--held-out", "b")]
    public async Task EmptyArgument_IsNamed(params string[] words)
    {
        var (code, _, error) = await Typed.RunAsync(words);

        Assert.That(code, Is.EqualTo(ExitCode.Usage));
        Assert.That(error, Does.Contain("an argument is empty"));
    }

    [Test]
    public async Task Checkpoints_ThatAreShipped_AreDescribed()
    {
        var folders = Directory.GetDirectories(Path.Combine(Installation.Find().Root, "policies", "checkpoints"));

        foreach (var folder in folders)
        {
            var (code, output, error) = await Typed.RunAsync("policy", "describe", folder);
            Assert.That(code, Is.Zero, error);
            Assert.That(output, Does.Contain("parameters"));
        }
        Assert.That(folders.Select(Path.GetFileName), Is.SupersetOf(new[] { "base", "naive", "align" }));
    }

    [Test]
    public async Task Demo_FirstLine_SaysWhereItWrites()
    {
        using var folder = new TemporaryFolder();

        // No server is there, so that the first line is the only one before the refusal.
        var (code, _, error) = await Typed.RunAsync("demo", "--out", folder.PathOf("run"), "--server", folder.PathOf("no-server"));

        Assert.That(code, Is.EqualTo(ExitCode.Infrastructure));
        Assert.That(error.Split('\n')[0], Does.EndWith(folder.PathOf("run")));
        Assert.That(Directory.Exists(folder.PathOf("run")), Is.False);
    }

    [Test]
    public async Task Bare_ShowsTheHelp([Values("", "suite", "policy", "probe-set")] string group)
    {
        var (code, output, error) = await Typed.RunAsync(group.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.That((code, error), Is.EqualTo((0, "")));
        Assert.That(output, Does.Contain("Usage:").And.Contain("Examples:"));
    }

    [Test]
    public async Task Help_OfACommandInsideAnother_NamesItsOwnArgumentsOnly()
    {
        var (code, output, _) = await Typed.RunAsync("gate", "plan", "--help");

        Assert.That(code, Is.Zero);
        Assert.That(output, Does.Match(@"Usage:\s+\S+ gate plan <GATE>"));
    }

    [TestCase("eval", "--video <none|failures|all>", "[default: none]")]
    [TestCase("eval", "--gl <auto|egl|osmesa>", "[default: auto]")]
    public async Task Help_HasWordsAsTheyAreTyped(string command, params string[] expected)
    {
        var (_, output, _) = await Typed.RunAsync(command, "--help");

        foreach (var part in expected)
            Assert.That(output, Does.Contain(part));
    }

    [Test]
    public void Readme_NamesEveryCommand()
    {
        static bool IsGroup(Command command) => command.Subcommands.Count > 0 && command.Arguments.Count == 0;
        static IEnumerable<Command> Leaves(Command command) =>
            command.Subcommands.Where(below => !below.Hidden).SelectMany(Leaves).Concat(IsGroup(command) ? [] : [command]);
        var root = Installation.Find();
        var readme = File.ReadAllText(Path.Combine(root.Root, "README.md"));

        Assert.That(
            Leaves(CommandLine.Root(root, PolicyGrammar.Shipped)).Select(CommandHelp.PathOf),
            Has.Member("blindvla probe-set score")
                .And.Member("blindvla gate")
                .And.All.Matches<string>(path => readme.Contains($"./{path} ", StringComparison.Ordinal))
        );
    }

    [Test]
    public async Task Help_NamesEveryPolicyKind()
    {
        var (_, output, _) = await Typed.RunAsync("eval", "--help");

        Assert.That(output, Does.Contain("replay:RUN[:NAME]").And.Contain("unnorm_key"));
    }
}
