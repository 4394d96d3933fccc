using BlindVla.Policies.Torch;
using static TorchSharp.torch;

namespace BlindVla.Training.Tests;

/// <summary>Runs that are kept close to a teacher, and what of it is trained.</summary>
public sealed class AlignedRunTests
{
    private static readonly AlignmentSettings Published = new(
        0.2,
        new(TeacherKind.Base, false),
        new("middle"),
        new(ProjectorKind.Mlp, false),
        Hidden: null,
        AlignmentDistance.Cosine
    );

    private string _folder = null!;

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("aligned").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Run_InterruptedAtAnyStep_ComesToTheSameBits()
    {
        var recipe = With(Published with { Projector = new(ProjectorKind.Mlp, true) });

        Assert.That(
            Bits.OfInterrupted(Path.Combine(_folder, "parts"), recipe, 3),
            Is.EqualTo(Bits.Of(Path.Combine(_folder, "whole"), recipe))
        );
    }

    [Test]
    public void Run_ComesCloserToItsTeacher()
    {
        var recipe = With(Published with { Weight = 1 }) with { Steps = 100, ValidateEvery = 100 };
        using var run = TinyTraining.Run(_folder, recipe);
        var observer = new RecordingObserver();

        run.Run(observer, CancellationToken.None);

        Assert.That(observer.Rows[^1].Cosine, Is.GreaterThan(observer.Rows[0].Cosine!.Value + 0.1));
        Assert.That(observer.Rows[^1].AlignLoss, Is.EqualTo(-observer.Rows[^1].Cosine!.Value).Within(1e-6));
        Assert.That(observer.Validations.Single().Cosine, Is.GreaterThan(0.8), "on pictures it has not learned from");
    }

    [TestCase(ProjectorKind.Mlp, false)]
    [TestCase(ProjectorKind.Mlp, true)]
    [TestCase(ProjectorKind.Cosine, false)]
    [TestCase(ProjectorKind.Cosine, true)]
    [TestCase(ProjectorKind.Orthogonal, false)]
    [TestCase(ProjectorKind.Whitening, false)]
    [TestCase(ProjectorKind.Whitening, true)]
    public void MakeStep_WithAProjector_TrainsItWhereItLearnsOnly(ProjectorKind kind, bool learns)
    {
        using var scope = NewDisposeScope();
        using var run = TinyTraining.Run(_folder, OnlyAligned(Published with { Projector = new(kind, learns) }));
        var before = run.Weights.ToDictionary(w => w.Key, w => w.Value.clone());

        run.MakeStep();

        var changed = run.Weights.Where(w => !w.Value.equal(before[w.Key]).all().item<bool>()).Select(w => w.Key).ToList();
        Assert.That(changed, Has.Some.StartsWith("vision_backbone.").And.Some.StartsWith("projector."));
        Assert.That(changed.Any(name => name.StartsWith("heads.align", StringComparison.Ordinal)), Is.EqualTo(learns));
    }

    [TestCase(AlignmentDistance.L2)]
    [TestCase(AlignmentDistance.NtXent)]
    public void Run_WithAnotherDistance_MakesItSmaller(AlignmentDistance distance)
    {
        var recipe = OnlyAligned(Published with { Distance = distance }) with { Steps = 60 };
        using var run = TinyTraining.Run(_folder, recipe);

        var first = run.MakeStep();
        var observer = new RecordingObserver();
        run.Run(observer, CancellationToken.None);

        Assert.That(observer.Rows[^1].AlignLoss, Is.GreaterThan(0).And.LessThan(first.AlignLoss!.Value));
    }

    [Test]
    public void MakeStep_ComparingEveryThirdFrame_ComparesThoseOfTheStepThatAreSuch()
    {
        using var scope = NewDisposeScope();
        var (recipe, sparse) = (With(Published), With(Published with { Every = 3 }));
        using var all = TinyTraining.Run(Path.Combine(_folder, "all"), recipe);
        using var some = TinyTraining.Run(Path.Combine(_folder, "some"), sparse);
        var (whole, part) = (all.Batches().Single().Batch, some.Batches().Single().Batch);
        var taught = part.Taught;
        using var alone = whole with
        {
            Pixels = whole.Pixels.index_select(0, taught),
            Tokens = whole.Tokens.index_select(0, taught),
            Places = whole.Places.index_select(0, taught),
            Points = whole.Points.index_select(0, taught),
            Predictors = zeros(0, ScalarType.Int64),
            Labels = zeros(0, ScalarType.Int64),
            Taught = arange(taught.numel()),
            Teacher = whole.Teacher.index_select(0, taught),
        };

        Assert.That(taught.numel(), Is.GreaterThan(0).And.LessThan(recipe.Batch));
        Assert.That(part.Teacher.equal(alone.Teacher).all().item<bool>(), Is.True);
        var expected = all.Learn([(alone, 1)]).AlignLoss;
        Assert.That(some.Learn([(part, 1)]).AlignLoss, Is.EqualTo(expected).Within(1e-5));
        whole.Dispose();
    }

    [Test]
    public void MakeStep_OfFramesNoneOfWhichIsCompared_LearnsTheRest()
    {
        using var run = TinyTraining.Run(_folder, With(Published with { Every = 1000 }), frames: 65);
        var results = Enumerable.Range(0, 4).Select(_ => run.MakeStep()).ToList();

        Assert.That(results.Count(result => result.AlignLoss is null), Is.GreaterThan(0));
        Assert.That(results.Select(result => result.TokenLoss), Has.None.Null);
    }

    [Test]
    public void MakeStep_OnTheVisionEncoder_LeavesTheLanguageModelAlone()
    {
        using var scope = NewDisposeScope();
        var recipe = OnlyAligned(Published with { Layer = null }) with { Optimizer = new(3e-3, 0, 1, 0, null) };
        using var run = TinyTraining.Run(_folder, recipe);
        var before = run.Weights.ToDictionary(w => w.Key, w => w.Value.clone());

        run.MakeStep();

        var changed = run.Weights.Where(w => !w.Value.equal(before[w.Key]).all().item<bool>()).Select(w => w.Key).ToList();
        Assert.That(changed, Is.Not.Empty.And.All.StartsWith("vision_backbone."));
    }

    [Test]
    public void MakeStep_AtAnEarlyLayer_LeavesTheBlocksBehindItAlone()
    {
        using var scope = NewDisposeScope();
        var recipe = OnlyAligned(Published with { Layer = new("early") }) with { Optimizer = new(3e-3, 0, 1, 0, null) };
        using var run = TinyTraining.Run(_folder, recipe);
        var before = run.Weights.ToDictionary(w => w.Key, w => w.Value.clone());

        run.MakeStep();

        var changed = run.Weights.Where(w => !w.Value.equal(before[w.Key]).all().item<bool>()).Select(w => w.Key).ToList();
        Assert.That(changed, Has.Some.Contains("layers.0.").And.None.Contains("layers.1.").And.None.Contains("lm_head"));
    }

    [Test]
    public void Run_WithoutVision_AlignsWhatLearns()
    {
        using var scope = NewDisposeScope();
        using var run = TinyTraining.Run(_folder, OnlyAligned(Published) with { Learns = LearningPart.WithoutVision });
        var before = run.Weights.ToDictionary(w => w.Key, w => w.Value.clone());

        run.MakeStep();

        var changed = run.Weights.Where(w => !w.Value.equal(before[w.Key]).all().item<bool>()).Select(w => w.Key).ToList();
        Assert.That(changed, Has.Some.StartsWith("projector.").And.None.StartsWith("vision_backbone."));
    }

    [Test]
    public void New_AtALayerThatIsNotThere_SaysWhichAre()
    {
        var error = Assert.Throws<TrainingException>(() => TinyTraining.Run(_folder, With(Published with { Layer = new("7") })).Dispose());

        Assert.That(error!.Message, Does.Contain("hidden state 7").And.Contain("0 to 2"));
    }

    [Test]
    public void Projector_OfAnotherSeed_IsAnother_AndNoneIsTakenFromTheRunBefore()
    {
        using var scope = NewDisposeScope();
        var start = new StartingPoint(TinyTraining.NewCheckpoint(_folder));
        float[] Drawn(StartingPoint point, ulong seed)
        {
            using var weights = point.Weights(With(Published) with { Seed = seed }, ColourTeacher.Channels);
            return weights.Take("heads.align.net.1.weight", 128, 32).data<float>().ToArray();
        }
        var first = Drawn(start, 1);
        var trained = Path.Combine(_folder, "trained");
        using (var weights = start.Weights(With(Published) with { Seed = 1 }, ColourTeacher.Channels))
        {
            FinishedCheckpoint.Write(trained, Path.Combine(_folder, "start"), weights.All, statistics: null);
        }

        Assert.That(Drawn(start, 1), Is.EqualTo(first));
        Assert.That(Drawn(start, 2), Is.Not.EqualTo(first));
        Assert.That(Drawn(new(trained), 2), Is.EqualTo(Drawn(start, 2)));
    }

    [Test]
    public void Projector_Orthogonal_IsSo([Values(6, 100)] int teacherWidth)
    {
        using var scope = NewDisposeScope();
        var config = new StartingPoint(TinyTraining.NewCheckpoint(_folder)).Config;

        var weight = Alignment
            .NewWeights(Published with { Projector = new(ProjectorKind.Orthogonal, false) }, config, teacherWidth, 1)
            .Values.Single();

        Assert.That(weight.shape, Is.EqualTo(new[] { teacherWidth, config.Language.Width }));
        var gram = teacherWidth < config.Language.Width ? weight.mm(weight.t()) : weight.t().mm(weight);
        Assert.That((gram - eye(gram.size(0))).abs().max().item<float>(), Is.LessThan(1e-5));
    }

    [TestCase("early", 32, 8)]
    [TestCase("middle", 32, 16)]
    [TestCase("late", 32, 28)]
    [TestCase("early", 3, 1)]
    [TestCase("middle", 3, 2)]
    [TestCase("late", 3, 3)]
    [TestCase("16", 32, 16)]
    [TestCase("33", 32, null)]
    public void Layer_OfANetworkOfSoManyBlocks_IsAHiddenState(string name, int blocks, int? expected) =>
        Assert.That(new AlignedLayer(name).Of(blocks), Is.EqualTo(expected));

    private static Recipe With(AlignmentSettings align) =>
        TinyTraining.Recipe with
        {
            Losses = TinyTraining.Recipe.Losses with { Align = align },
        };

    private static Recipe OnlyAligned(AlignmentSettings align) => TinyTraining.Recipe with { Losses = new(0, [], 0, align) };
}
