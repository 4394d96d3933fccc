using System.Text.Json.Nodes;
using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Files;

namespace BlindVla.Imports.Tests;

public sealed class EvalInfoTests
{
    private Fixture _files = null!;

    [SetUp]
    public void SetUp() => _files = new();

    [TearDown]
    public void TearDown() => _files.Dispose();

    [Test]
    public void Import_OfOneEnvironment_HasItsSeedsAndOutcomes()
    {
        var imported = _files.Import(Fixture.PathOf("lerobot/pusht_baseline.json"), with => with with { Suite = "pusht" });

        var run = RecordedRun.Open(_files.Output);
        Assert.Multiple(() =>
        {
            Assert.That(run.Record.Identity.Seed, Is.EqualTo(1000));
            Assert.That(run.Record.Identity.SuccessRule, Is.EqualTo(SuccessRule.AtAnyStep));
            Assert.That(run.Record.Identity.Imported!.Harness, Is.EqualTo("lerobot"));
            Assert.That(run.Record.Identity.Imported.Layout, Is.EqualTo("per_episode"));
            Assert.That(run.Record.Identity.Imported.Files.Single().Sha256, Has.Length.EqualTo(64));
            Assert.That(run.Record.Status, Is.EqualTo(RunStatus.Complete));
            Assert.That(
                run.Trials.Where(trial => trial.Outcome == Outcome.Failure).Select(trial => trial.EpisodeId),
                Is.EqualTo(["pusht/pusht/id/0003", "pusht/pusht/id/0007", "pusht/pusht/id/0015"])
            );
            Assert.That(imported.Notes, Is.EqualTo(["seed 1000: runs of the same seed are paired, episode by episode"]));
        });
    }

    [Test]
    public void Import_OfManyTasks_NamesThemByGroupAndNumberAndKnowsNoSeed()
    {
        var imported = _files.Import(Fixture.PathOf("lerobot/libero_baseline.json"));

        var run = RecordedRun.Open(_files.Output);
        Assert.Multiple(() =>
        {
            Assert.That(run.Record.Identity.Suite.Name, Is.EqualTo("libero-spatial"));
            Assert.That(run.Record.Identity.Seed, Is.Null);
            Assert.That(run.Trials.Select(trial => trial.Task).Distinct(), Is.EqualTo(["libero-spatial-0", "libero-spatial-1"]));
            Assert.That(run.Trials[15].EpisodeId, Is.EqualTo("libero-spatial/libero-spatial-1/id/0005"));
            Assert.That(run.Trials[15].Outcome, Is.EqualTo(Outcome.Failure));
            Assert.That(imported.Notes.Single(), Does.Contain("does not say its seed").And.Contain("--seed"));
        });
    }

    [Test]
    public void Import_OfManyTasksWhoseSeedSomebodySays_HasIt()
    {
        _files.Import(Fixture.PathOf("lerobot/libero_baseline.json"), with => with with { Seed = 1000 });

        Assert.That(RecordedRun.Open(_files.Output).Trials.Select(trial => trial.Seed), Has.All.EqualTo(1000));
    }

    [Test]
    public void Import_OfAFolder_FindsTheFile()
    {
        _files.Copy("lerobot/libero_baseline.json", "eval_info.json");

        Assert.That(_files.Import(_files.Folder).Record.Trials.Finished, Is.EqualTo(20));
    }

    [Test]
    public void Import_OfSeveralGroups_WantsOneOrASuite()
    {
        var source = Fixture.PathOf("lerobot/libero_two.json");

        Assert.That(
            () => _files.Import(source),
            Throws.TypeOf<InputException>().With.Message.Contains("2 benchmarks: libero_spatial, libero_object; take one with --benchmark")
        );
        Assert.That(
            () => _files.Import(source, with => with with { Benchmark = "libero_objekt" }),
            Throws
                .TypeOf<InputException>()
                .With.Message.Contains("there is no benchmark 'libero_objekt' in it; did you mean 'libero_object'")
        );
        Assert.That(_files.Import(source, with => with with { Benchmark = "libero_object" }).Record.Trials.Finished, Is.EqualTo(10));
    }

    [Test]
    public void Import_OfSeveralGroupsUnderASuite_HasAllTheirTasks()
    {
        _files.Import(Fixture.PathOf("lerobot/libero_two.json"), with => with with { Suite = "libero" });

        Assert.That(
            RecordedRun.Open(_files.Output).Trials.Select(trial => trial.Task).Distinct(),
            Is.EqualTo(["libero-object-0", "libero-object-1", "libero-spatial-0", "libero-spatial-1"])
        );
    }

    [Test]
    public void Import_OfOneEnvironment_WantsASuiteSinceTheFileNamesNone()
    {
        Refuses(Fixture.PathOf("lerobot/pusht_baseline.json"), "say it with --suite", suite: null);
        Refuses(Fixture.PathOf("lerobot/pusht_baseline.json"), "--suite a b: expected lower-case letters", suite: "a b");
    }

    [Test]
    public void Import_OfEpisodesWithoutSeeds_SaysSoAndTakesNone()
    {
        var source = Fixture.PathOf("lerobot/pusht_unseeded.json");

        Assert.That(
            () => _files.Import(source, with => with with { Suite = "pusht", Seed = 3 }),
            Throws.TypeOf<InputException>().With.Message.Contains("--seed 3: its seeds are null: the environments were not seeded")
        );
        var imported = _files.Import(source, with => with with { Suite = "pusht" });
        Assert.That(imported.Record.Identity.Seed, Is.Null);
        Assert.That(imported.Notes.Single(), Does.Contain("its seeds are null").And.Contain("unpaired"));
    }

    [Test]
    public void Import_OfNotANumber_IsWhatNobodySays()
    {
        var text = File.ReadAllText(Fixture.PathOf("lerobot/pusht_baseline.json"))
            .Replace("\"sum_reward\": 3.5", "\"sum_reward\": NaN", StringComparison.Ordinal)
            .Replace("\"avg_sum_reward\": 2.975", "\"avg_sum_reward\": -Infinity", StringComparison.Ordinal)
            .Replace("\"pc_success\": 85.0", "\"pc_success\": NaN", StringComparison.Ordinal);

        var imported = _files.Import(_files.Write("eval_info.json", text), with => with with { Suite = "pusht" });

        Assert.That(imported.Record.Trials.Finished, Is.EqualTo(20));
    }

    [Test]
    public void Import_OfLessThanAllEpisodes_IsPartialAndSaysWhatLacks()
    {
        var source = _files.Change("lerobot/libero_baseline.json", root =>
        {
            var last = root["per_task"]![1]!["metrics"]!.AsObject();
            foreach (var list in (string[])["successes", "sum_rewards", "max_rewards"])
            {
                last[list]!.AsArray().RemoveAt(9);
            }
            root.AsObject().Remove("per_group");
            root["overall"] = new JsonObject();
        });

        var imported = _files.Import(source);

        Assert.That(imported.Record.Status, Is.EqualTo(RunStatus.Partial));
        Assert.That(imported.Notes[0], Is.EqualTo("episodes that are not there: 1 of 10 of 'libero_spatial_1'"));
    }

    [TestCase("aggregated.pc_success", "90.0", "pc_success is 90.0, the episodes come to 85 (17 of 20)")]
    [TestCase("per_episode.4.success", "false", "pc_success is 85.0, the episodes come to 80 (16 of 20); one of them was changed")]
    [TestCase("per_episode.4.success", "\"yes\"", "per_episode[4], success: expected true or false, found \"yes\"")]
    [TestCase("per_episode.4.success", "0.5", "per_episode[4], success: expected true or false, found 0.5")]
    [TestCase("per_episode.4.success", "null", "per_episode[4]: expected an object with a member 'success', found an object")]
    [TestCase("per_episode.4.episode_ix", "-1", "per_episode[4], episode_ix: expected a whole number from 0 to 1000000, found -1")]
    [TestCase("per_episode.4.episode_ix", "5", "the seeds are not counted up from episode to episode")]
    [TestCase("per_episode.4.seed", "1003", "the seeds are not counted up from episode to episode, as LeRobot does: episode 4 has 1003")]
    [TestCase("per_episode.4.seed", "null", "the seeds are not counted up from episode to episode, as LeRobot does: episode 4 has none")]
    [TestCase("per_episode.0.seed", "-4", "per_episode[0], seed: expected a whole number of at least 0, found -4")]
    [TestCase("per_episode", "[]", "pc_success is 85.0, the episodes come to 0 (0 of 0)")]
    [TestCase("per_episode", "3", "per_episode: expected a list, found 3")]
    public void Import_OfWhatLeRobotDoesNotWrite_SaysWhereAndWhy(string at, string value, string expected) =>
        Refuses(_files.Change("lerobot/pusht_baseline.json", root => Set(root, at, value)), expected);

    [TestCase("overall.n_episodes", "21", "overall, n_episodes is 21, the file has 20")]
    [TestCase("per_group.libero_spatial.pc_success", "86.0", "per_group, libero_spatial, pc_success is 86.0")]
    [TestCase("per_task.0.metrics.sum_rewards", "[1.0]", "per_task[0], metrics: 10 successes and 1 sum_rewards")]
    [TestCase("per_task.0.metrics.successes", "0.8", "per_task[0], metrics, successes: expected a list, found 0.8")]
    [TestCase("per_task.1.task_id", "0", "episode 0 of 'libero_spatial_0' is there 2 times")]
    public void Import_OfTasksThatContradictThemselves_SaysWhereAndWhy(string at, string value, string expected) =>
        Refuses(_files.Change("lerobot/libero_baseline.json", root => Set(root, at, value)), expected, suite: null);

    private void Refuses(string source, string expected, string? suite = "pusht")
    {
        Assert.That(
            () => _files.Import(source, with => with with { Suite = suite }),
            Throws.TypeOf<InputException>().With.Message.Contains(expected)
        );
        Assert.That(_files.Output, Does.Not.Exist, "nothing was written");
    }

    private static void Set(JsonNode root, string at, string value)
    {
        var steps = at.Split('.');
        var parent = steps[..^1].Aggregate(root, (node, step) => int.TryParse(step, out var i) ? node[i]! : node[step]!);
        parent[steps[^1]] = JsonNode.Parse(value);
    }
}
