using BlindVla.Evaluation;
using BlindVla.Policies;

namespace BlindVla.Cli.Tests;

/// <summary>What other harnesses wrote, through the commands that work on runs; the files are those of BlindVla.Imports.Tests.</summary>
public sealed class ImportCommandTests
{
    private const string Pusht = "lerobot/pusht_";
    private const string Libero = "vla-eval/";
    private const string LiberoSuite = "liberobenchmark-libero-spatial";

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public async Task Import_OfAFile_SaysWhatItTookAndWhereItIs()
    {
        var run = _folder.PathOf("run");

        var (code, output, error) = await Typed.RunAsync(
            "import",
            PathOf(Libero + "broken_aggregate.json"),
            "--policy",
            "pi0",
            "--out",
            run
        );

        Assert.That(code, Is.Zero, error);
        Assert.Multiple(() =>
        {
            Assert.That(error, Does.Contain($"{LiberoSuite}: complete, 17 of 20 trials, 3 errored, from vla-eval (result)"));
            Assert.That(
                error,
                Does.Contain("errored, in no rate here and failures in vla-eval: connection_closed 1, exception 1, timeout 1")
            );
            Assert.That(error, Does.Contain("failures, since the policy's server answered with an error: 1"));
            Assert.That(output, Does.Match(@"pi0 +open-the-drawer/id +8/10 +80\.0"));
            Assert.That(output, Does.Contain("success as the harness counted it that ran the episodes"));
            Assert.That(output, Does.Not.Contain("--resume").And.Not.Contain("at end").And.Not.Contain("mixed"));
            Assert.That(output, Does.EndWith($"{run}\n"));
        });
    }

    [TestCase(Pusht, "baseline.json", "good.json", "--suite", "pusht")]
    [TestCase(Libero, "baseline_aggregate.json", "good_aggregate.json")]
    [TestCase("lerobot/libero_", "baseline.json", "good.json", "--seed", "1000")]
    public async Task Compare_OfImportsOfOneSeed_IsPaired(string folder, string baseline, string candidate, params string[] options)
    {
        string[] runs = [await ImportAsync(folder + baseline, "old", options), await ImportAsync(folder + candidate, "new", options)];

        var (code, output, error) = await Typed.RunAsync(["compare", .. runs, "--baseline", "old", "--candidate", "new"]);

        Assert.That(code, Is.Zero, error);
        Assert.That(output, Does.Match(@"all +20 +20 +1\.0 +17/20 85\.0 \[64\.0, 94\.8\] +18/20 90\.0 \[69\.9, 97\.2\] +0/1 +\+5\.0 "));
        Assert.That(output.Split("new against old"), Has.Length.EqualTo(2), "no other success rule is known");
        Assert.That(output.Split("95 %: interval of Tango"), Has.Length.EqualTo(2));
    }

    [TestCase(Pusht + "baseline.json", Pusht + "seed2000.json", "the seeds differ: old was run with 1000, new with 2000", "17/20", 17)]
    [TestCase(Pusht + "unseeded.json", Pusht + "good.json", "no seed is known of ", "18/20", 18)]
    public async Task Compare_OfImportsOfOtherSeeds_IsUnpairedAndSaysWhy(
        string baseline,
        string candidate,
        string because,
        string share,
        int k
    )
    {
        string[] runs = [await ImportAsync(baseline, "old", "--suite", "pusht"), await ImportAsync(candidate, "new", "--suite", "pusht")];

        var (code, output, error) = await Typed.RunAsync(["compare", .. runs, "--baseline", "old", "--candidate", "new"]);

        Assert.That(code, Is.Zero, error);
        // 18/20 against 17/20, worked out apart from this program: Miettinen and Nurminen -18.2 to +28.3, Fisher 1.
        var (difference, interval) = k == 18 ? (@"\+5\.0", @"-18\.2 to \+28\.3") : (@"0\.0", @"-24\.3 to \+24\.3");
        Assert.That(output, Does.Match($@"all +unpaired +17/20 85\.0 \[64\.0, 94\.8\] +{share} .* +{difference} +{interval} +1\s"));
        Assert.That(output, Does.Contain("Unpaired, since ").And.Contain(because).And.Contain("interval of Miettinen and Nurminen"));
    }

    [Test]
    public async Task Compare_UnpairedWithATaskThatOneSideLacks_LeavesItOut()
    {
        string[] runs =
        [
            await ImportAsync("lerobot/libero_two.json", "old", "--suite", "libero"),
            await ImportAsync("lerobot/libero_two.json", "new", "--suite", "libero", "--benchmark", "libero_object"),
        ];

        var (code, output, error) = await Typed.RunAsync(["compare", .. runs, "--baseline", "old", "--candidate", "new"]);

        Assert.That(code, Is.Zero, error);
        Assert.That(output, Does.Match(@"all +unpaired +9/10 90\.0 .* +9/10 90\.0 "));
        Assert.That(output, Does.Contain("baseline old: 10 trials left out: of a task that the other side did not carry out"));
    }

    [TestCase("good", 0.2, ExitCode.Success, "PASS")]
    [TestCase("good", 0.02, ExitCode.Inconclusive, "INCONCLUSIVE")]
    [TestCase("bad", 0.2, ExitCode.Negative, "REGRESSION")]
    public async Task Gate_OfImports_SaysWhatItWouldOfOurs(string candidate, double margin, int expected, string verdict)
    {
        var gate = Gate("pusht", margin);
        var (old, now) = (await ImportPushtAsync("baseline", "old"), await ImportPushtAsync(candidate, "new"));
        string[] sides = ["--baseline", old, "--candidate", now];

        var (code, output, error) = await Typed.RunAsync(["gate", gate, .. sides]);

        Assert.That(code, Is.EqualTo(expected), error);
        Assert.That(output, Does.StartWith($"{verdict}: gate imported, new against old"));

        string[] names = ["--baseline", "old", "--candidate", "new"];
        (code, _, error) = await Typed.RunAsync(["report", old, now, "--gate", gate, .. names, "--html", _folder.PathOf("page.html")]);
        Assert.That(code, Is.EqualTo(expected), error);
        var page = File.ReadAllText(_folder.PathOf("page.html"));
        Assert.That(page, Does.Contain("imported from lerobot").And.Contain("seed 1000 of the episodes").And.Contain(verdict));
        Assert.That(page, Does.Not.Contain("h-speed"), "nobody says how long anything took");
    }

    [TestCase(190, 191, 0.1, ExitCode.Success, "PASS")]
    [TestCase(190, 191, 0.02, ExitCode.Inconclusive, "INCONCLUSIVE")]
    [TestCase(190, 120, 0.1, ExitCode.Negative, "REGRESSION")]
    public async Task Gate_OfImportsThatCannotBePaired_JudgesRates_AndSaysSoEverywhere(
        int old,
        int now,
        double margin,
        int expected,
        string verdict
    )
    {
        var gate = Gate("libero-spatial", margin);
        string[] runs = [await ImportSpatialAsync("old", old), await ImportSpatialAsync("new", now)];
        string[] sides = ["--baseline", runs[0], "--candidate", runs[1]];
        var (json, junit) = (_folder.PathOf("gate.json"), _folder.PathOf("gate.xml"));

        var (code, output, error) = await Typed.RunAsync(["gate", gate, .. sides, "--json", json, "--junit", junit]);

        Assert.That(code, Is.EqualTo(expected), error);
        Assert.That(output, Does.StartWith($"{verdict}: gate imported, new against old\n  unpaired, since no seed is known of "));
        Assert.That(output, Does.Match($@"all +unpaired +{old}/200 .* +{now}/200 "));
        Assert.That(
            output,
            Does.Contain("more episodes").And.Contain("Miettinen and Nurminen").And.Not.Contain("McNemar").And.Not.Contain("Tango")
        );
        Assert.That(File.ReadAllText(json), Does.Contain("\"is_paired\": false").And.Contain("\"baseline_trials\": 200"));
        Assert.That(File.ReadAllText(junit), Does.Contain("unpaired, since no seed is known of "));

        (code, output, _) = await Typed.RunAsync(["gate", gate, .. sides, "--markdown"]);
        Assert.That(code, Is.EqualTo(expected));
        Assert.That(output, Does.Contain("- unpaired, since no seed is known of ").And.Contain("| all | unpaired |"));

        string[] names = ["--baseline", "old", "--candidate", "new"];
        (code, _, error) = await Typed.RunAsync(["report", .. runs, "--gate", gate, .. names, "--html", _folder.PathOf("page.html")]);
        Assert.That(code, Is.EqualTo(expected), error);
        var page = File.ReadAllText(_folder.PathOf("page.html"));
        Assert.That(page, Does.Contain("unpaired, since no seed is known of ").And.Contain($"unpaired, {now} of 200 against {old} of 200"));
        Assert.That(
            page,
            Does.Not.Contain("Tango").And.Not.Contain("objects, receptacles").And.Not.Contain("h-pairs").And.Not.Contain("perturb")
        );
    }

    [Test]
    public async Task Gate_OfTooManyThatBrokeOff_SendsThemBackToTheirHarness()
    {
        var (old, now) = (
            await ImportAsync(Libero + "baseline_aggregate.json", "old"),
            await ImportAsync(Libero + "broken_aggregate.json", "new")
        );

        await ComparesNotAsync(
            Gate(LiberoSuite, 0.2),
            old,
            now,
            "new: 3 of 20 trials could not be carried out, at most 2 % may be; run them again with vla-eval and import what comes of it"
        );
    }

    [Test]
    public async Task Gate_OfASuccessRuleThatNobodyKnows_SaysSo()
    {
        var (old, now) = (await ImportPushtAsync("baseline", "old"), await ImportPushtAsync("good", "new"));

        await ComparesNotAsync(
            Gate("pusht", 0.2, "success_rule: at_end"),
            old,
            now,
            "does not say what succeeded by the gate's success_rule"
        );
    }

    [Test]
    public async Task Compare_OfImportsThatWereRunOtherwise_NamesTheKey()
    {
        var changed = _folder.PathOf("changed.json");
        File.WriteAllText(
            changed,
            File.ReadAllText(PathOf(Libero + "good_aggregate.json"))
                .Replace("\"max_steps\": null", "\"max_steps\": 300", StringComparison.Ordinal)
        );
        string[] runs = [await ImportAsync(Libero + "baseline_aggregate.json", "old"), await ImportAsync(changed, "new")];

        var (code, _, error) = await Typed.RunAsync(["compare", .. runs, "--baseline", "old", "--candidate", "new"]);

        Assert.That(code, Is.EqualTo(ExitCode.Usage));
        Assert.That(error, Does.Contain("identity.imported.facts.max_steps: expected null, found 300"));

        string[] mayDiffer = ["--may-differ", "max_steps"];
        runs = [await ImportAsync(Libero + "baseline_aggregate.json", "old2", mayDiffer), await ImportAsync(changed, "new2", mayDiffer)];
        (code, _, error) = await Typed.RunAsync(["compare", .. runs, "--baseline", "old2", "--candidate", "new2"]);
        Assert.That(code, Is.Zero, error);
    }

    [Test]
    public async Task Compare_OfAnImportWithARunOfOurs_IsRefused()
    {
        var own = _folder.PathOf("own");
        await SomeRun.WriteAsync(own, new NamedPolicy("hold", new HoldPolicy()));

        var (code, _, error) = await Typed.RunAsync(
            "compare",
            own,
            await ImportPushtAsync("baseline", "theirs"),
            "--baseline",
            "hold",
            "--candidate",
            "theirs"
        );

        Assert.That(code, Is.EqualTo(ExitCode.Usage));
        Assert.That(error, Does.Contain("identity.imported: theirs was imported from lerobot, the other side was run here"));
    }

    [Test]
    public async Task WhateverNeedsAWorld_RefusesAnImport()
    {
        var run = await ImportPushtAsync("baseline", "theirs");
        const string Imported = "was imported from lerobot";
        string[][] commands =
        [
            ["replay", run, "pusht/pusht/id/0003"],
            ["merge", run, "--out", _folder.PathOf("merged")],
            ["table", run],
            ["eval", "put-on-plate", "--policy", "hold", "--out", run, "--resume"],
            ["eval", "put-on-plate", "--policy", $"replay:{run}", "--out", _folder.PathOf("replayed")],
            ["gate", "put-on-plate", "--run", "--baseline", "hold", "--candidate", "hold", "--out", run, "--resume"],
            ["collect", "--from", run, "--out", _folder.PathOf("data")],
        ];
        foreach (var command in commands)
        {
            var (code, output, error) = await Typed.RunAsync(command);

            Assert.That((code, output), Is.EqualTo((ExitCode.Usage, "")), string.Join(' ', command));
            Assert.That(error, Does.Contain(Imported), string.Join(' ', command));
        }
        Assert.That(RecordedRun.Open(run).Trials, Has.Count.EqualTo(20), "as it was");
    }

    [Test]
    public async Task Report_OfOneImport_IsThereAndHasNoTableOfRecipes()
    {
        var run = await ImportAsync(Libero + "unseeded_aggregate.json", "pi0-0");

        var (code, output, error) = await Typed.RunAsync("report", run);

        Assert.That(code, Is.Zero, error);
        Assert.That(output, Does.Contain("complete, 20 of 20 trials"));
        Assert.That(error, Does.Contain("no table of recipes on the page").And.Contain("was imported from vla-eval"));
        var page = File.ReadAllText(Path.Combine(run, "report.html"));
        Assert.That(page, Does.Contain("imported from vla-eval").And.Contain("no seed of the episodes known"));
        Assert.That(page, Does.Contain("Success as the harness counted it that ran the episodes"));
    }

    [TestCase("--from: expected lerobot or vla-eval, found 'openpi'", "--from", "openpi")]
    [TestCase("--seed: expected a whole number", "--seed", "-1")]
    [TestCase("say it with --suite NAME")]
    [TestCase("there are no results that can be imported: expected a result", "--from", "vla-eval")]
    public async Task Import_OfWhatCannotBe_IsUsageAndWritesNothing(string expected, params string[] options)
    {
        var run = _folder.PathOf("run");

        var (code, output, error) = await Typed.RunAsync([
            "import",
            PathOf(Pusht + "baseline.json"),
            "--policy",
            "p",
            "--out",
            run,
            .. options,
        ]);

        Assert.That((code, output), Is.EqualTo((ExitCode.Usage, "")));
        Assert.That(error, Does.Contain(expected));
        Assert.That(run, Does.Not.Exist);
    }

    private static string PathOf(string name) => Path.Combine(TestContext.CurrentContext.TestDirectory, "Imports", name);

    private Task<string> ImportPushtAsync(string name, string policy) => ImportAsync($"{Pusht}{name}.json", policy, "--suite", "pusht");

    private async Task<string> ImportAsync(string source, string policy, params string[] options)
    {
        var run = _folder.PathOf(policy, "run");
        var (code, _, error) = await Typed.RunAsync(["import", PathOf(source), "--policy", policy, "--out", run, .. options]);
        Assert.That(code, Is.Zero, error);
        return run;
    }

    /// <summary>A file of ten tasks whose seed nobody says.</summary>
    private Task<string> ImportSpatialAsync(string policy, int successes)
    {
        const int Tasks = 10;
        const int PerTask = 20;
        var tasks = Enumerable
            .Range(0, Tasks)
            .Select(task =>
            {
                var outcomes = Enumerable
                    .Range(0, PerTask)
                    .Select(episode => (episode * Tasks) + task < successes ? "true" : "false")
                    .ToList();
                var rewards = string.Join(',', outcomes.Select(outcome => outcome == "true" ? "1.0" : "0.0"));
                var metrics = $"\"sum_rewards\": [{rewards}], \"max_rewards\": [{rewards}], \"successes\": [{string.Join(',', outcomes)}]";
                return $"{{\"task_group\": \"libero_spatial\", \"task_id\": {task}, \"metrics\": {{{metrics}}}}}";
            });
        var path = _folder.PathOf($"{policy}.json");
        var overall = FormattableString.Invariant(
            $"{{\"pc_success\": {100.0 * successes / (Tasks * PerTask)}, \"n_episodes\": {Tasks * PerTask}}}"
        );
        File.WriteAllText(path, $"{{\"per_task\": [{string.Join(",\n", tasks)}], \"overall\": {overall}}}");
        return ImportAsync(path, policy);
    }

    private static async Task ComparesNotAsync(string gate, string baseline, string candidate, params string[] reasons)
    {
        var (code, output, error) = await Typed.RunAsync("gate", gate, "--baseline", baseline, "--candidate", candidate);

        Assert.That(code, Is.EqualTo(ExitCode.Usage), error);
        Assert.That(output, Does.StartWith("NOT COMPARABLE"));
        foreach (var reason in reasons)
        {
            Assert.That(output, Does.Contain(reason));
        }
    }

    /// <summary>A gate about an imported suite.</summary>
    private string Gate(string suite, double margin, string more = "")
    {
        var path = _folder.PathOf("imported.yaml");
        File.WriteAllText(
            path,
            FormattableString.Invariant(
                $"""
                schema_version: 1
                name: imported
                suite: {suite}
                margin: {margin}
                alpha: 0.05
                power: 0.8
                max_errored: 0.02
                practical_drop: 0.01
                {more}

                """
            )
        );
        return path;
    }
}
