using BlindVla.DataSets;
using BlindVla.TestKit;

namespace BlindVla.Training.Tests.Collecting;

public sealed class StaticCollectorTests
{
    private static readonly StaticOptions Options = new(Scenes: 12, Seed: 5, HeldOut: false, ImageSize: 32, Workers: 1);

    [Test]
    public async Task Collect_WithMoreWorkers_WritesTheSameBytes()
    {
        using var world = new CollectingWorld();
        await CollectAsync(world.Folder("one"), Options);
        await CollectAsync(world.Folder("four"), Options with { Workers = 4 });

        Assert.That(world.Content("four"), Is.EqualTo(world.Content("one")));
    }

    [Test]
    public async Task Collect_Abandoned_GoesOnToTheSameBytes()
    {
        using var world = new CollectingWorld();
        await CollectAsync(world.Folder("whole"), Options);
        using var kill = new CancellationTokenSource();
        Assert.That(
            async () => await CollectAsync(world.Folder("killed"), Options, p => CancelAt(p, kill), kill.Token),
            Throws.InstanceOf<OperationCanceledException>()
        );
        Assert.That(
            LeRobotDataSet.Open(world.Folder("killed"), unfinished: true).Episodes,
            Has.Length.GreaterThanOrEqualTo(5),
            "every scene that was finished, far from a whole part"
        );

        var reports = new List<CollectingProgress>();
        await CollectAsync(world.Folder("killed"), Options, reports.Add);

        Assert.That(world.Content("killed"), Is.EqualTo(world.Content("whole")));
        var kept = reports[0].Before;
        Assert.That(reports[0], Is.EqualTo(new CollectingProgress(kept, kept, Options.Scenes, 0, 0)));
        Assert.That(reports.Skip(1).Select(report => report.Done), Is.EqualTo(Enumerable.Range(kept + 1, Options.Scenes - kept)));
    }

    [Test]
    public async Task Collect_WhereNothingIsLeftToDo_ReportsNothing()
    {
        using var world = new CollectingWorld();
        await CollectAsync(world.Folder("set"), Options with { Scenes = 1 });
        var reports = new List<CollectingProgress>();

        await CollectAsync(world.Folder("set"), Options with { Scenes = 1 }, reports.Add);

        Assert.That(reports, Is.Empty);
    }

    [Test]
    public async Task Collect_HeldOut_DrawsOtherScenesAndSaysSo()
    {
        using var world = new CollectingWorld();
        await CollectAsync(world.Folder("training"), Options with { Scenes = 2 });
        await CollectAsync(world.Folder("validation"), Options with { Scenes = 2, HeldOut = true });

        var (training, validation) = (LeRobotDataSet.Open(world.Folder("training")), LeRobotDataSet.Open(world.Folder("validation")));

        Assert.That(validation.Png(0).ToArray(), Is.Not.EqualTo(training.Png(0).ToArray()));
        Assert.That((training.Format.Split, validation.Format.Split), Is.EqualTo(("train", "validation")));
    }

    [Test]
    public async Task Collect_EveryFrame_HasTheGripperItsThingsAndFourToSixQuestions()
    {
        using var world = new CollectingWorld();
        await CollectAsync(world.Folder("set"), Options);

        var set = LeRobotDataSet.Open(world.Folder("set"));

        Assert.That(set.Frames, Is.EqualTo(4 * Options.Scenes));
        for (var frame = 0; frame < set.Frames; frame++)
        {
            var (annotations, questions) = (set.Annotations(frame), set.Questions(frame));
            using (Assert.EnterMultipleScope())
            {
                Assert.That(annotations[0].Kind, Is.EqualTo(EntityKind.Gripper));
                Assert.That(annotations.Select(a => a.Name), Is.Unique);
                Assert.That(annotations.Select(a => a.U).Concat(annotations.Select(a => a.V)), Is.All.InRange(0, 1));
                Assert.That(questions.Length, Is.InRange(4, 6));
                Assert.That(questions.Where(q => q.Kind == QuestionKind.Presence).Select(q => q.Answer), Is.EquivalentTo(["yes", "no"]));
                Assert.That(string.Concat(questions.Select(q => q.Text + q.Answer)), Does.Match("^[ -@\\[-~]*$"), "lower-case ASCII");
            }
        }
    }

    /// <summary>What the answer says is where the annotation is, to half a bin.</summary>
    [Test]
    public async Task Collect_AnswersToPlaces_AreTheAnnotationsPlaces()
    {
        using var world = new CollectingWorld();
        await CollectAsync(world.Folder("set"), Options);
        var set = LeRobotDataSet.Open(world.Folder("set"));

        var places = (
            from frame in Enumerable.Range(0, set.Frames)
            from question in set.Questions(frame)
            where question.Kind == QuestionKind.Place
            let thing = set.Annotations(frame).Single(a => question.Text == $"where is the {a.Name.ToLowerInvariant()}?")
            select (Column: int.Parse(question.Answer[4..7]), Row: int.Parse(question.Answer[12..15]), Thing: thing)
        ).ToList();

        Assert.That(places, Has.Count.EqualTo(2 * set.Frames));
        Assert.That(places.Select(p => Math.Abs(((p.Column + 0.5) / 128) - p.Thing.U)), Is.All.LessThanOrEqualTo(0.5001 / 128));
        Assert.That(places.Select(p => Math.Abs(((p.Row + 0.5) / 128) - p.Thing.V)), Is.All.LessThanOrEqualTo(0.5001 / 128));
    }

    [Test]
    public void Collect_WhereTheWorldDoesNotSayWhereThingsAre_IsRefused()
    {
        using var world = new CollectingWorld();
        var blind = new FakeEnvironmentSource(CollectingWorld.Settings with { HidesPrivilegedState = true });

        Assert.That(
            async () =>
                await new StaticCollector(blind, CollectingWorld.Catalogue, Options, TimeProvider.System).CollectAsync(
                    world.Folder("set"),
                    _ => { },
                    default
                ),
            Throws.TypeOf<TrainingException>().With.Message.Contains("where things are")
        );
        Assert.That(Directory.Exists(world.Folder("set")), Is.False);
    }

    private static void CancelAt(CollectingProgress progress, CancellationTokenSource kill)
    {
        if (progress.Done == 5)
            kill.Cancel();
    }

    private static async Task CollectAsync(
        string folder,
        StaticOptions options,
        Action<CollectingProgress>? report = null,
        CancellationToken cancellationToken = default
    )
    {
        await using var environments = new FakeEnvironmentSource(CollectingWorld.Settings);
        await new StaticCollector(environments, CollectingWorld.Catalogue, options, TimeProvider.System).CollectAsync(
            folder,
            report ?? (_ => { }),
            cancellationToken
        );
    }
}
