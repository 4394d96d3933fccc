using System.Collections.Immutable;
using System.Text.Json.Nodes;
using BlindVla.Core;
using BlindVla.DataSets;
using BlindVla.Evaluation;
using BlindVla.Policies;
using BlindVla.Policies.Tabletop;
using BlindVla.Scenarios;
using BlindVla.TestKit;

namespace BlindVla.Training.Tests.Collecting;

public sealed class RolloutCollectorTests
{
    private const int ImageSize = 16;

    private static readonly string[] Policies = ["reactive", "hold"];

    [Test]
    public async Task Collect_KeepsWhatWasDoneAndWhatCameOfIt()
    {
        using var world = new CollectingWorld();
        var (rollouts, actions) = await EvaluateAsync();

        var result = await Collector(rollouts).CollectAsync(world.Folder("set"), _ => { }, default);

        var set = LeRobotDataSet.Open(world.Folder("set"));
        Assert.That((result.Kept, result.Refused), Is.EqualTo((4, ImmutableArray<string>.Empty)));
        Assert.That(set.Episodes.Select(episode => episode.Source.Id), Is.EqualTo(rollouts.Select(rollout => rollout.Episode.Id)));
        foreach (var (episode, rollout) in set.Episodes.Zip(rollouts))
        {
            var frames = Enumerable.Range(episode.From, episode.Length).ToList();
            Assert.That(frames.SelectMany(frame => set.Action(frame).ToArray()), Is.EqualTo(actions[rollout.Trial.Key]));
            Assert.That(episode.Task, Is.EqualTo(rollout.Episode.Instruction));
            Assert.That(
                episode.Source.Rollout,
                Is.EqualTo(new Rollout("run", rollout.Trial.Policy, "id", "id", rollout.Trial.Policy == "hold" ? "failure" : "success"))
            );
        }
        Assert.That(set.Picture(0).Width, Is.EqualTo(ImageSize));
        var info = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(world.Folder("set"), "meta", "info.json")))!;
        Assert.That((string)info["features"]!["next.success"]!["dtype"]!, Is.EqualTo("bool"));
        var stats = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(world.Folder("set"), "meta", "stats.json")))!;
        Assert.That((double)stats["next.done"]!["mean"]![0]!, Is.EqualTo(4.0 / set.Frames).Within(1e-12));
    }

    /// <summary>What was evaluated can be trained on.</summary>
    [Test]
    public async Task Collect_IsDataThatARecipeOfActionsTakes()
    {
        using var world = new CollectingWorld();
        var (rollouts, _) = await EvaluateAsync();
        await Collector(rollouts).CollectAsync(world.Folder("set"), _ => { }, default);
        var recipe = TinyTraining.Recipe with { Data = [new("rollouts", DataKind.Actions, 1)] };

        var data = TrainingData.Open(
            recipe,
            new(null, new Dictionary<string, string> { ["rollouts"] = world.Folder("set") }, null, world.Folder("out"), Threads: 1)
        );

        Assert.That(data.Statistics!.Actions.Length, Is.EqualTo(7));
        Assert.That(data.Sets["rollouts"].Frames, Is.EqualTo(rollouts.Sum(rollout => rollout.Trial.Steps)));
    }

    [Test]
    public async Task Collect_WithMoreWorkersOrAbandoned_WritesTheSameBytes()
    {
        using var world = new CollectingWorld();
        var (rollouts, _) = await EvaluateAsync();
        await Collector(rollouts).CollectAsync(world.Folder("one"), _ => { }, default);
        await Collector(rollouts, workers: 3).CollectAsync(world.Folder("three"), _ => { }, default);
        using var kill = new CancellationTokenSource();
        Assert.That(
            async () => await Collector(rollouts).CollectAsync(world.Folder("killed"), progress => Cancel(progress, kill), kill.Token),
            Throws.InstanceOf<OperationCanceledException>()
        );
        await Collector(rollouts).CollectAsync(world.Folder("killed"), _ => { }, default);

        Assert.That(world.Content("three"), Is.EqualTo(world.Content("one")));
        Assert.That(world.Content("killed"), Is.EqualTo(world.Content("one")));
    }

    [Test]
    public async Task Collect_WhatIsNotAsItWasRecorded_IsLeftOutByName()
    {
        using var world = new CollectingWorld();
        var (rollouts, _) = await EvaluateAsync();
        var other = rollouts[1] with { Trial = rollouts[1].Trial with { ObservationSha256 = "5ee2" } };

        var result = await Collector(rollouts.SetItem(1, other)).CollectAsync(world.Folder("set"), _ => { }, default);

        Assert.That(result.Kept, Is.EqualTo(3));
        Assert.That(result.Refused.Single(), Does.StartWith($"{other.Trial.Key}: observation_sha256 was 5ee2, is now "));
        Assert.That(
            LeRobotDataSet.Open(world.Folder("set")).Episodes.Select(episode => episode.Source.Index),
            Is.EqualTo(new[] { 0, 2, 3 })
        );
        var again = await Collector(rollouts.SetItem(1, other)).CollectAsync(world.Folder("set"), _ => { }, default);
        Assert.That(again.Refused, Is.EqualTo(new[] { $"{other.Trial.Key}" }), "of a data set that is finished");
    }

    /// <summary>As where its file was changed, or is not there.</summary>
    [Test]
    public async Task Collect_ActionsThatCannotBeRead_AreLeftOutByName()
    {
        using var world = new CollectingWorld();
        var (rollouts, _) = await EvaluateAsync();
        var unreadable = new ReplayPolicy(
            "run",
            _ => throw new RunException(RunFault.Refused, "actions/hold: not as they were written"),
            Conventions.DeltaEndEffectorPose,
            [],
            privileged: false
        );

        var result = await Collector(rollouts.SetItem(1, rollouts[1] with { Replay = unreadable }))
            .CollectAsync(world.Folder("set"), _ => { }, default);

        Assert.That(result.Kept, Is.EqualTo(3));
        Assert.That(result.Refused.Single(), Is.EqualTo($"{rollouts[1].Trial.Key}: actions/hold: not as they were written"));
    }

    [Test]
    public async Task Collect_OnARealArm_IsRefused()
    {
        using var world = new CollectingWorld();
        var (rollouts, _) = await EvaluateAsync();
        await using var source = new FakeEnvironmentSource(CollectingWorld.Settings with { IsRealTime = true });

        Assert.That(
            async () =>
                await new RolloutCollector(source, "set", rollouts, ImageSize, 1, TimeProvider.System).CollectAsync(
                    world.Folder("set"),
                    _ => { },
                    default
                ),
            Throws.TypeOf<TrainingException>().With.Message.Contains("would move a real arm")
        );
        Assert.That(Directory.Exists(world.Folder("set")), Is.False);
    }

    private static void Cancel(CollectingProgress progress, CancellationTokenSource kill)
    {
        if (progress.Done == 2)
        {
            kill.Cancel();
        }
    }

    private static RolloutCollector Collector(ImmutableArray<RecordedRollout> rollouts, int workers = 1) =>
        new(new FakeEnvironmentSource(CollectingWorld.Settings), "put-on-plate", rollouts, ImageSize, workers, TimeProvider.System);

    /// <summary>Two episodes under a policy that succeeds and sees poses, and under one that stands still.</summary>
    private static async Task<(ImmutableArray<RecordedRollout> Rollouts, Dictionary<TrialKey, float[]> Actions)> EvaluateAsync()
    {
        var episodes = new SuiteLibrary(Path.Combine(CollectingWorld.Scenarios, "suites"), CollectingWorld.Catalogue)
            .Load("put-on-plate")
            .Plan(3, 120)
            .Episodes.Where(episode => episode.Split == Split.InDistribution)
            .Where(episode => episode.Tabletop().Objects.All(o => CollectingWorld.Settings.Objects.Contains(o.Asset)))
            .Take(2)
            .ToList();
        await using var environment = new FakeEnvironment(CollectingWorld.Settings);
        var rollouts = ImmutableArray.CreateBuilder<RecordedRollout>();
        var actions = new Dictionary<TrialKey, float[]>();
        foreach (var name in Policies)
        {
            await using IPolicy policy = name == "hold" ? new HoldPolicy() : new ReactivePolicy();
            var replay = new ReplayPolicy(
                "run",
                id => actions.GetValueOrDefault(new(id, name)),
                Conventions.DeltaEndEffectorPose,
                [],
                policy.Spec.IsPrivileged
            );
            foreach (var episode in episodes)
            {
                var result = await new EpisodeRunner(environment, policy, TimeProvider.System).RunAsync(episode, [], default);
                var trial = TrialRecord.Finished(episode, name, 1, result);
                actions.Add(trial.Key, result.RequestedActions.ToArray());
                rollouts.Add(new("run", episode, trial, replay));
            }
        }
        return (rollouts.ToImmutable(), actions);
    }
}
