using System.Collections.Immutable;
using System.Text.Json.Nodes;
using BlindVla.Core;
using BlindVla.DataSets;
using BlindVla.Policies;
using BlindVla.Policies.Tabletop;
using BlindVla.Scenarios;
using BlindVla.TestKit;

namespace BlindVla.Training.Tests.Collecting;

public sealed class DemonstrationCollectorTests
{
    private static readonly DemonstrationOptions Options = new(Episodes: 8, Seed: 3, ImageSize: 16, Workers: 1) { Noise = new(0.012, 0.5) };

    [Test]
    public async Task Collect_WithMoreWorkers_WritesTheSameBytes()
    {
        using var world = new CollectingWorld();
        var limited = Options with { PerObject = 1, PerTable = 2 };
        await CollectAsync(world.Folder("one"), limited);
        await CollectAsync(world.Folder("four"), limited with { Workers = 4 });

        Assert.That(world.Content("four"), Is.EqualTo(world.Content("one")));
    }

    [Test]
    public async Task Collect_Abandoned_GoesOnToTheSameBytes()
    {
        using var world = new CollectingWorld();
        var limited = Options with { PerTable = 2 };
        await CollectAsync(world.Folder("whole"), limited);
        using var kill = new CancellationTokenSource();
        Assert.That(
            async () => await CollectAsync(world.Folder("killed"), limited, report: p => CancelAt(p, kill), cancellationToken: kill.Token),
            Throws.InstanceOf<OperationCanceledException>()
        );

        await CollectAsync(world.Folder("killed"), limited);

        Assert.That(world.Content("killed"), Is.EqualTo(world.Content("whole")));
    }

    [Test]
    public async Task Collect_WithQuotas_TakesTheFirstOfEachObjectAndTable()
    {
        using var world = new CollectingWorld();
        await CollectAsync(world.Folder("all"), Options with { Episodes = 30, Noise = ActionNoise.None });
        var done = await CollectAsync(
            world.Folder("some"),
            Options with
            {
                Episodes = 20,
                Noise = ActionNoise.None,
                PerObject = 2,
                PerTable = 1,
            },
            count: 200
        );

        var taken = new List<EpisodeSource>();
        foreach (var source in LeRobotDataSet.Open(world.Folder("all")).Episodes.Select(episode => episode.Source))
        {
            if (taken.Count(t => t.Object == source.Object) < 2 && taken.All(t => t.Table != source.Table))
                taken.Add(source);
        }
        var sources = LeRobotDataSet.Open(world.Folder("some")).Episodes.Select(episode => episode.Source).ToList();
        Assert.That(done, Is.EqualTo(sources.Count).And.LessThan(20), "there are only 16 tables");
        Assert.That(sources.TakeWhile(source => source.Index <= taken[^1].Index), Is.EqualTo(taken));
    }

    /// <summary>What is done is noised, what is learnt is not.</summary>
    [Test]
    public async Task Collect_WithNoise_LabelsWithWhatTheExpertWants()
    {
        using var world = new CollectingWorld();
        var candidates = Candidates(120);
        await CollectAsync(world.Folder("set"), Options with { Noise = new(0.012, 1) });

        var set = LeRobotDataSet.Open(world.Folder("set"));

        var first = set.Episodes[0];
        await using var environment = new FakeEnvironment(CollectingWorld.Settings);
        var spec = environment.Spec;
        var session = new ReactivePolicy().BeginEpisode(candidates[first.Source.Index].BriefIn(spec));
        var view = new ObservationRequest([], Privileged: true);
        var now = await environment.ResetAsync(candidates[first.Source.Index], view, default);
        var wanted = await session.PredictAsync(now.Observation, default);
        Assert.That(set.Action(first.From).ToArray(), Is.EqualTo(wanted[0].ToArray()), "the first label is the clean action");
        now = await environment.StepAsync(wanted[0], view, default);
        Assert.That(set.State(first.From + 1).ToArray(), Is.Not.EqualTo(now.Observation.State.ToArray()), "another was executed");
    }

    [Test]
    public async Task Collect_EveryEpisode_EndsAFewStepsAfterRestAndSaysWhereThingsAre()
    {
        using var world = new CollectingWorld();
        await CollectAsync(world.Folder("set"), Options with { Noise = ActionNoise.None });

        var set = LeRobotDataSet.Open(world.Folder("set"));

        Assert.That(set.Episodes, Has.Length.EqualTo(Options.Episodes));
        foreach (var episode in set.Episodes)
        {
            var atRest = Enumerable
                .Range(episode.From, episode.Length)
                .Reverse()
                .TakeWhile(frame => StepFilter.IsRest(set.Action(frame)))
                .Count();
            Assert.That(atRest, Is.EqualTo(5), "steps at rest");
            var kinds = Enumerable.Range(episode.From, episode.Length).SelectMany(frame => set.Annotations(frame)).Select(a => a.Kind);
            Assert.That(kinds.Distinct(), Is.EquivalentTo([EntityKind.Gripper, EntityKind.Object, EntityKind.Receptacle]));
            Assert.That(episode.Task, Does.StartWith("put "));
        }
    }

    [Test]
    public async Task Collect_WithoutZeroMotion_LeavesOutExactlyThoseSteps()
    {
        using var world = new CollectingWorld();
        var clean = Options with { Episodes = 2, Noise = ActionNoise.None };
        await CollectAsync(world.Folder("all"), clean, new PlannerPolicy());
        await CollectAsync(world.Folder("some"), clean with { Filter = StepFilter.ZeroMotion }, new PlannerPolicy());

        var (all, some) = (LeRobotDataSet.Open(world.Folder("all")), LeRobotDataSet.Open(world.Folder("some")));

        var kept = new List<float[]>();
        foreach (var episode in all.Episodes)
        {
            for (var frame = episode.From; frame < episode.From + episode.Length; frame++)
            {
                var isToggle = frame > episode.From && all.Action(frame)[6] != all.Action(frame - 1)[6];
                if (!StepFilter.IsRest(all.Action(frame)) || isToggle)
                    kept.Add(all.Action(frame).ToArray());
            }
        }
        Assert.That(kept, Has.Count.LessThan(all.Frames));
        Assert.That(Enumerable.Range(0, some.Frames).Select(frame => some.Action(frame).ToArray()), Is.EqualTo(kept));
    }

    [Test]
    public async Task Collect_WritesTheActionsStatisticsInOpenVlasLayout()
    {
        using var world = new CollectingWorld();
        await CollectAsync(world.Folder("set"), Options);

        var json = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(world.Folder("set"), "dataset_statistics.json")))!;

        var set = LeRobotDataSet.Open(world.Folder("set"));
        var entry = json["put-on-plate"]!;
        var highest = Enumerable.Range(0, set.Frames).Max(frame => set.Action(frame)[2]);
        Assert.That((double)entry["action"]!["max"]![2]!, Is.EqualTo(highest).Within(1e-6));
        Assert.That(
            entry["action"]!["mask"]!.AsArray().Select(value => (bool)value!),
            Is.EqualTo(new[] { true, true, true, true, true, true, false })
        );
        Assert.That((int)entry["num_transitions"]!, Is.EqualTo(set.Frames));
        Assert.That((int)entry["num_trajectories"]!, Is.EqualTo(Options.Episodes));
    }

    [Test]
    public async Task Collect_OfSomebodyElse_KeepsEveryEpisodeWithWhatTheExpertWouldDo()
    {
        using var world = new CollectingWorld();
        await using var hold = new HoldPolicy();
        await CollectAsync(world.Folder("set"), Options with { Episodes = 2, Noise = ActionNoise.None, Performer = hold });

        var set = LeRobotDataSet.Open(world.Folder("set"));

        Assert.That(set.Episodes.Select(episode => episode.Length), Is.All.EqualTo(80));
        var (first, last) = (set.Episodes[0].From, set.Episodes[0].Length - 1);
        Assert.That(set.State(last).ToArray(), Is.EqualTo(set.State(first).ToArray()), "nothing moved");
        Assert.That(StepFilter.IsRest(set.Action(last)), Is.False, "but it should have");
    }

    [Test]
    public void Collect_OfNobodyWhoSucceeds_SaysThatThereIsNothing()
    {
        using var world = new CollectingWorld();

        Assert.That(
            async () => await CollectAsync(world.Folder("set"), Options, new HoldPolicy(), count: 3),
            Throws.TypeOf<DataSetException>().With.Message.Contains("no episode")
        );
    }

    private static void CancelAt(CollectingProgress progress, CancellationTokenSource kill)
    {
        if (progress.Done == 4)
            kill.Cancel();
    }

    private static ImmutableArray<EpisodeSpec> Candidates(int count) =>
        [
            .. new SuiteLibrary(Path.Combine(CollectingWorld.Scenarios, "suites"), CollectingWorld.Catalogue)
                .Load("put-on-plate")
                .Plan(3, count)
                .Episodes.Where(episode => episode.Split == Split.InDistribution)
                .Where(episode => episode.Tabletop().Objects.All(o => CollectingWorld.Settings.Objects.Contains(o.Asset))),
        ];

    private static async Task<int> CollectAsync(
        string folder,
        DemonstrationOptions options,
        IPolicy? expert = null,
        int count = 120,
        Action<CollectingProgress>? report = null,
        CancellationToken cancellationToken = default
    )
    {
        await using var environments = new FakeEnvironmentSource(CollectingWorld.Settings);
        return await new DemonstrationCollector(
            environments,
            CollectingWorld.Catalogue,
            "put-on-plate",
            Candidates(count),
            expert ?? new ReactivePolicy(),
            options,
            TimeProvider.System
        ).CollectAsync(folder, new Dictionary<string, string>(), report ?? (_ => { }), cancellationToken);
    }
}
