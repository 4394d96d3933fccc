using System.Text.Json.Nodes;
using BlindVla.Evaluation;
using BlindVla.Files;

namespace BlindVla.Imports.Tests;

public sealed class ResultFileTests
{
    private const string Baseline = "vla-eval/baseline_aggregate.json";
    private const string Broken = "vla-eval/broken_aggregate.json";

    private Fixture _files = null!;

    [SetUp]
    public void SetUp() => _files = new();

    [TearDown]
    public void TearDown() => _files.Dispose();

    [Test]
    public void Import_OfAResult_HasItsSeedTasksStepsAndConfiguration()
    {
        _files.Import(Fixture.PathOf(Baseline));

        var run = RecordedRun.Open(_files.Output);
        var identity = run.Record.Identity;
        Assert.Multiple(() =>
        {
            Assert.That(identity.Suite.Name, Is.EqualTo("liberobenchmark-libero-spatial"));
            Assert.That(identity.Harness.Version, Is.EqualTo("0.4.2"));
            Assert.That(identity.Seed, Is.EqualTo(7));
            Assert.That(identity.SuccessRule, Is.Null, "the benchmark decides, and the file does not say how");
            Assert.That(
                identity.Imported!.Facts,
                Is.EqualTo(
                    new Dictionary<string, string>
                    {
                        ["benchmark"] = "\"vla_eval.benchmarks.libero.benchmark:LIBEROBenchmark\"",
                        ["max_steps"] = "null",
                        ["mode"] = "\"sync\"",
                        ["params.suite"] = "\"libero_spatial\"",
                        ["throughput_mode"] = "false",
                    }
                )
            );
            Assert.That(run.Trials[0].EpisodeId, Is.EqualTo("liberobenchmark-libero-spatial/open-the-drawer/id/0000"));
            Assert.That(run.Trials[0].Steps, Is.EqualTo(110));
            Assert.That(
                run.Trials.Where(trial => trial.Outcome == Outcome.Failure).Select(trial => (trial.Task[..4], trial.Index)),
                Is.EqualTo([("open", 5), ("pick", 3), ("pick", 7)])
            );
        });
    }

    [Test]
    public void Import_OfEpisodesThatBrokeOff_ScoresNoFaultButThePolicys()
    {
        var imported = _files.Import(Fixture.PathOf(Broken));

        var trials = RecordedRun.Open(_files.Output).Trials;
        Assert.Multiple(() =>
        {
            Assert.That(
                trials.Where(trial => trial.Outcome == Outcome.Errored).Select(trial => trial.Error),
                Is.EqualTo([
                    "timeout: timeout=30.0s:",
                    "connection_closed: code=1011 reason=keepalive",
                    "exception: ValueError: mujoco exploded",
                ])
            );
            var ofTheServer = trials.Single(trial => trial.Task == "open-the-drawer" && trial.Index == 2);
            Assert.That((ofTheServer.Outcome, ofTheServer.Steps), Is.EqualTo((Outcome.Failure, (int?)null)));
            Assert.That(
                imported.Notes[..2],
                Is.EqualTo([
                    "errored, in no rate here and failures in vla-eval: connection_closed 1, exception 1, timeout 1",
                    "failures, since the policy's server answered with an error: 1",
                ])
            );
        });
    }

    [Test]
    public void Import_OfShards_IsTheWholeWhateverTheirOrder()
    {
        _files.Copy("vla-eval/shards/LIBEROBenchmark_libero_spatial_shard1of2.json", "a.json");
        _files.Copy("vla-eval/shards/LIBEROBenchmark_libero_spatial_shard0of2.json", "b.json");

        var imported = _files.Import(_files.Folder);

        using var merged = new Fixture();
        merged.Import(Fixture.PathOf("vla-eval/merged.json"));
        Assert.Multiple(() =>
        {
            Assert.That(imported.Record.Status, Is.EqualTo(RunStatus.Complete));
            Assert.That(imported.Record.Identity.Imported!.Files.Select(file => file.Name), Is.EqualTo(["a.json", "b.json"]));
            Assert.That(RecordedRun.Open(_files.Output).Trials, Is.EqualTo(RecordedRun.Open(merged.Output).Trials));
        });
    }

    [Test]
    public void Import_OfSomeShards_IsPartialAndNamesTheOthers()
    {
        _files.Copy("vla-eval/shards/LIBEROBenchmark_libero_spatial_shard1of2.json");

        var imported = _files.Import(_files.Folder);

        Assert.That(imported.Record.Status, Is.EqualTo(RunStatus.Partial));
        Assert.That(
            imported.Notes[..2],
            Is.EqualTo([
                "not there: shard 0 of 2 of LIBEROBenchmark_libero_spatial",
                "episodes that are not there: 5 of 10 of 'open the drawer', 5 of 10 of 'pick up the black bowl and place it on the plate'",
            ])
        );
    }

    [Test]
    public void Import_OfAnEvaluationThatWasBrokenOff_IsPartialHoweverManyItHas()
    {
        var imported = _files.Import(_files.Change(Baseline, root => root["partial"] = true));

        Assert.That(imported.Record.Status, Is.EqualTo(RunStatus.Partial));
        Assert.That(imported.Notes[0], Does.Contain("was broken off"));
    }

    [Test]
    public void Import_OfAnEpisodeThatWasRunAgain_TakesTheOneThatEnded()
    {
        _files.Copy(Broken, "a.json");
        _files.Change(
            Baseline,
            root =>
            {
                var task = root["tasks"]!
                    .AsArray()
                    .Single(task => $"{task!["task"]}".StartsWith("pick", StringComparison.Ordinal))!
                    .AsObject();
                root["tasks"] = new JsonArray(task.DeepClone());
                var kept = root["tasks"]![0]!.AsObject();
                kept["episodes"] = new JsonArray([
                    .. task["episodes"]!.AsArray().Where(e => (int)e!["episode_id"]! is 2 or 5).Select(e => e!.DeepClone()),
                ]);
                (kept["num_episodes"], kept["mean_success"], root["num_episodes_total"], root["mean_success"]) = (2, 1.0, 2, 1.0);
            },
            "b.json"
        );

        var imported = _files.Import(_files.Folder);

        Assert.That((imported.Record.Trials.Finished, imported.Record.Trials.Errored), Is.EqualTo((19, 1)));
    }

    [Test]
    public void Import_OfAMeanThatLeavesOutWhatBrokeOff_IsOfAnEarlierVersionAndTaken()
    {
        // 13 of 16 that did not break off.
        Assert.That(_files.Import(_files.Change(Broken, root => root["mean_success"] = 0.8125)).Record.Trials.Finished, Is.EqualTo(17));
    }

    [Test]
    public void Import_OfMoreStepsThanARunMayHave_KeepsTheEpisodeAndNoSteps()
    {
        _files.Import(_files.Change(Baseline, root => root["tasks"]![0]!["episodes"]![0]!["steps"] = 20_000));

        Assert.That(RecordedRun.Open(_files.Output).Trials[0].Steps, Is.Null);
    }

    [Test]
    public void Import_OfAShardThatIsThereTwice_IsRefused()
    {
        _files.Copy("vla-eval/shards/LIBEROBenchmark_libero_spatial_shard1of2.json", "a.json");
        _files.Copy("vla-eval/shards/LIBEROBenchmark_libero_spatial_shard1of2.json", "b.json");

        Refuses(_files.Folder, "shard 1 of 2 is there twice: a.json and b.json; leave one out");
    }

    [Test]
    public void Import_OfShardsOfDifferentWholes_IsRefused()
    {
        _files.Copy("vla-eval/shards/LIBEROBenchmark_libero_spatial_shard1of2.json", "a.json");
        _files.Change("vla-eval/shards/LIBEROBenchmark_libero_spatial_shard0of2.json", root => root["shard"]!["total"] = 3, "b.json");

        Refuses(_files.Folder, "shards of LIBEROBenchmark_libero_spatial are of different wholes: of 2 and of 3");
    }

    [Test]
    public void Import_OfFilesThatWereRunOtherwise_IsRefused()
    {
        _files.Copy("vla-eval/shards/LIBEROBenchmark_libero_spatial_shard1of2.json", "a.json");
        _files.Change(
            "vla-eval/shards/LIBEROBenchmark_libero_spatial_shard0of2.json",
            root => root["config"]!["max_steps"] = 300,
            "b.json"
        );

        Refuses(_files.Folder, "a.json and b.json are not of one evaluation: max_steps is null and 300");
    }

    [Test]
    public void Import_OfTheSameEpisodesTwice_IsRefusedAndNamesBoth()
    {
        _files.Copy(Baseline);
        _files.Copy("vla-eval/good_aggregate.json");

        Refuses(
            _files.Folder,
            "episode 0 of 'open the drawer' is there 2 times: baseline_aggregate.json, tasks[0], episodes[0] and "
                + "good_aggregate.json, tasks[0], episodes[0]; nothing is counted twice"
        );
    }

    [Test]
    public void Import_OfSeveralSeeds_IsRefused()
    {
        _files.Copy("vla-eval/shards/LIBEROBenchmark_libero_spatial_shard1of2.json", "a.json");
        _files.Change("vla-eval/shards/LIBEROBenchmark_libero_spatial_shard0of2.json", root => root["seed"] = 8, "b.json");

        Refuses(_files.Folder, "its files are of different seeds: 7, 8");
    }

    [Test]
    public void Import_OfASeedThatIsNone_IsOfNone()
    {
        var imported = _files.Import(_files.Change(Baseline, root =>
            {
                root["seed"] = -1;
                root["config"]!["params"]!["seed"] = -1;
            }));

        Assert.That(imported.Record.Identity.Seed, Is.Null);
    }

    [Test]
    public void Import_OfASeedThatTheFileContradicts_IsRefused()
    {
        Assert.That(
            () => _files.Import(Fixture.PathOf(Baseline), with => with with { Seed = 8 }),
            Throws.TypeOf<InputException>().With.Message.Contains("--seed 8: the file says 7")
        );
    }

    [Test]
    public void Import_OfAKeyThatMayDiffer_LeavesItOut()
    {
        var source = Fixture.PathOf(Baseline);

        Assert.That(
            () => _files.Import(source, with => with with { MayDiffer = ["max_step"] }),
            Throws
                .TypeOf<InputException>()
                .With.Message.Contains("--may-differ max_step: its configuration has no such key; did you mean 'max_steps'?")
        );
        Assert.That(
            _files.Import(source, with => with with { MayDiffer = ["max_steps"] }).Record.Identity.Imported!.Facts.Keys,
            Has.None.EqualTo("max_steps")
        );
    }

    [TestCase("mean_success", "0.9", "mean_success is 0.9, the episodes come to 0.8500 (17 of 20)")]
    [TestCase("tasks.0.mean_success", "0.8", "tasks[0], mean_success is 0.8, the episodes come to 0.9000 (9 of 10)")]
    [TestCase("tasks.0.num_episodes", "11", "tasks[0], num_episodes is 11, the file has 10")]
    [TestCase("num_episodes_total", "21", "num_episodes_total is 21, the file has 20")]
    [TestCase("tasks.0.episodes.1.metrics", "{}", "tasks[0], episodes[1], metrics: expected an object with a member 'success'")]
    [TestCase("tasks.0.episodes.1.metrics.success", "0.4", "metrics, success: expected true or false, found 0.4")]
    [TestCase("tasks.0.episodes.1.failure_reason", "\"timeout\"", "episodes[1]: success is true, yet there is a failure_reason, timeout")]
    [TestCase("tasks.0.episodes.1.episode_id", "\"1\"", "episode_id: expected a whole number from 0 to 1000000, found \"1\"")]
    [TestCase("tasks.0.episodes", "{}", "tasks[0], episodes: expected a list, found an object")]
    [TestCase("tasks", "[]", "mean_success is 0.85, the episodes come to 0.0000 (0 of 0)")]
    [TestCase("benchmark", "[]", "benchmark: expected text, found a list")]
    [TestCase("config.params", "7", "config, params: expected an object, found 7")]
    public void Import_OfWhatVlaEvalDoesNotWrite_SaysWhereAndWhy(string at, string value, string expected) =>
        Refuses(_files.Change(Baseline, root =>
            {
                root.AsObject().Remove(at == "tasks" ? "num_episodes_total" : "");
                var steps = at.Split('.');
                var parent = steps[..^1].Aggregate(root, (node, step) => int.TryParse(step, out var i) ? node[i]! : node[step]!);
                parent[steps[^1]] = JsonNode.Parse(value);
            }), expected);

    private void Refuses(string source, string expected)
    {
        Assert.That(() => _files.Import(source), Throws.TypeOf<InputException>().With.Message.Contains(expected));
        Assert.That(_files.Output, Does.Not.Exist, "nothing was written");
    }
}
