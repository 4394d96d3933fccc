using BlindVla.Policies.Torch;
using static TorchSharp.torch;

namespace BlindVla.Training.Tests;

public sealed class TrainingRunTests
{
    private string _folder = null!;

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("training").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Run_InterruptedAtAnyStep_ComesToTheSameBits([Values(1, 5)] int interruptedAfter)
    {
        var expected = Bits.Of(Path.Combine(_folder, "whole"), TinyTraining.Recipe);
        var found = Bits.OfInterrupted(Path.Combine(_folder, "parts"), TinyTraining.Recipe, interruptedAfter);

        Assert.That(found, Is.EqualTo(expected));
    }

    [Test]
    public void Run_OfSquares_LearnsWhereTheyAre()
    {
        var recipe = TinyTraining.Recipe with { Steps = 300, Batch = 16, ValidateEvery = 300 };
        using var run = TinyTraining.Run(_folder, recipe, frames: 2000);
        var observer = new RecordingObserver();

        run.Run(observer, CancellationToken.None);

        var row = observer.Validations.Single();
        Assert.That(row.PlaceError, Is.LessThan(0.06), "of the edge; guessing is off by about 0.25");
        Assert.That(row.PresenceAccuracy, Is.GreaterThan(0.99));
        Assert.That(observer.Rows[^1].Loss, Is.LessThan(0.6 * observer.Rows[0].Loss));
    }

    [Test]
    public void Run_AccumulatedOverPasses_LearnsTheSame()
    {
        var recipe = TinyTraining.Recipe with { Steps = 1, Losses = new(0, [], 1) };

        using var once = TinyTraining.Run(Path.Combine(_folder, "once"), recipe);
        using var twice = TinyTraining.Run(Path.Combine(_folder, "twice"), recipe with { Accumulate = 2 });
        once.Run(new RecordingObserver(), CancellationToken.None);
        twice.Run(new RecordingObserver(), CancellationToken.None);

        using var scope = NewDisposeScope();
        foreach (var (name, weight) in once.Weights)
        {
            var other = twice.Weights.Single(w => w.Key == name).Value;
            Assert.That((weight - other).abs().max().item<float>(), Is.LessThan(2e-3), name);
        }
    }

    [TestCase(1, new[] { 0.25, 0.75 })]
    [TestCase(2, new[] { 0.25, 0.5, 0.25 })]
    public void Step_OfTwoDataSets_IsDealtToPartsOfOne_EachWithItsShareOfTheLoss(int accumulate, double[] shares)
    {
        DataShare[] sets = [new("squares", DataKind.Questions, 1), new("others", DataKind.Questions, 3)];
        var recipe = TinyTraining.Recipe with { Data = [.. sets], Accumulate = accumulate };
        using var whole = TinyTraining.Run(Path.Combine(_folder, "whole"), recipe);

        double[] losses = [.. shares.Select((_, part) => Loss(run => [(run.Batches().ElementAt(part).Batch, 1)], $"{part}"))];
        var parts = whole.Batches().ToList();
        var made = whole.Learn(parts);

        Assert.That(parts.Select(part => part.Share), Is.EqualTo(shares));
        Assert.That(made.Loss, Is.EqualTo(shares.Zip(losses, (share, loss) => share * loss).Sum()).Within(1e-5));

        double Loss(Func<TrainingRun, IEnumerable<(TrainingBatch, double)>> batches, string name)
        {
            using var run = TinyTraining.Run(Path.Combine(_folder, name), recipe);
            return run.Learn(batches(run)).Loss;
        }
    }

    [Test]
    public void Run_WhoseLossIsNoNumber_SaysSoAndKeepsTheLastSave()
    {
        var recipe = TinyTraining.Recipe with { Steps = 400, SaveEvery = 1, Optimizer = new(1e18, 0, 1, 0, null) };
        using var run = TinyTraining.Run(_folder, recipe);

        var error = Assert.Throws<TrainingException>(() => run.Run(new RecordingObserver(), CancellationToken.None));

        Assert.That(error!.Message, Does.Contain($"step {run.Step}").And.Contain("learning rate"));
        Assert.That(Directory.GetDirectories(Path.Combine(_folder, "states")), Has.Length.EqualTo(1));
    }

    [Test]
    public void Run_WithVisionFrozen_ChangesNoneOfIt()
    {
        using var run = TinyTraining.Run(_folder, TinyTraining.Recipe with { Learns = LearningPart.WithoutVision });
        using var scope = NewDisposeScope();
        var before = run.Weights.ToDictionary(w => w.Key, w => w.Value.clone());

        run.Run(new RecordingObserver(), CancellationToken.None);

        var changed = run.Weights.Where(w => !w.Value.equal(before[w.Key]).all().item<bool>()).Select(w => w.Key).ToList();
        Assert.That(changed, Has.None.StartsWith("vision_backbone."));
        Assert.That(changed, Has.Some.StartsWith("projector.").And.Some.StartsWith("language_model.").And.Some.StartsWith("heads."));
    }

    [Test]
    public void Checkpoint_OfARun_IsReadAsAnyOther()
    {
        using var run = TinyTraining.Run(_folder, TinyTraining.Recipe);
        run.Run(new RecordingObserver(), CancellationToken.None);
        var folder = Path.Combine(_folder, "checkpoint");

        FinishedCheckpoint.Write(folder, Path.Combine(_folder, "start"), run.Weights, statistics: null);

        var (network, weights) = OpenVla.Load(folder, ScalarType.Float32, CPU);
        using (network)
        {
            using var scope = NewDisposeScope();
            foreach (var (name, weight) in weights.Taken)
            {
                var trained = run.Weights.Single(w => w.Key == name).Value;
                Assert.That(weight.equal(trained).all().item<bool>(), name);
            }
        }
    }

    [Test]
    public void Checkpoint_InBfloat16_IsHalfAsLargeAndSaysSo_AndIsWithinOneRounding()
    {
        using var scope = NewDisposeScope();
        using var run = TinyTraining.Run(_folder, TinyTraining.Recipe);
        run.Run(new RecordingObserver(), CancellationToken.None);
        var (start, whole, half) = (
            Path.Combine(_folder, "start"),
            Path.Combine(_folder, "checkpoint"),
            Path.Combine(_folder, "checkpoint-half")
        );

        FinishedCheckpoint.Write(whole, start, run.Weights, statistics: null);
        FinishedCheckpoint.Write(half, start, run.Weights, statistics: null, type: "bfloat16");

        Assert.That(OpenVlaConfig.Load(half).DType, Is.EqualTo("bfloat16"));
        Assert.That(OpenVlaConfig.Load(whole).DType, Is.EqualTo("float32"));
        Assert.That(Length(half), Is.EqualTo(Length(whole) / 2).Within(5).Percent);
        var (network, weights) = OpenVla.Load(half, ScalarType.Float32, CPU);
        using (network)
        {
            foreach (var (name, weight) in weights.Taken)
            {
                // Eight bits of mantissa, the first of which is not written.
                var trained = run.Weights.Single(w => w.Key == name).Value;
                Assert.That((weight - trained).abs().le(trained.abs() / 256).all().item<bool>(), name);
            }
        }

        static long Length(string folder) => new FileInfo(Path.Combine(folder, "model.safetensors")).Length;
    }

    /// <summary>Of everything that is read back; one bit of a weight would be another weight.</summary>
    [TestCase("weights.safetensors")]
    [TestCase("moments.safetensors")]
    [TestCase("row.json")]
    public void Open_OfAStateWithAFlippedBit_NamesTheFile(string name)
    {
        var state = Saved();
        var file = Path.Combine(state, name);
        var bytes = File.ReadAllBytes(file);
        bytes[^1] ^= 1;
        File.WriteAllBytes(file, bytes);

        var error = Assert.Throws<CheckpointException>(() => TinyTraining.Run(_folder, TinyTraining.Recipe).Dispose());

        Assert.That(error!.Message, Does.Contain(file).And.Contain("is not what was saved"));
    }

    /// <summary>Without it nobody can say what was saved.</summary>
    [TestCase("SHA256SUMS")]
    [TestCase("row.json")]
    public void Open_OfAStateWithoutAFile_NamesTheFile(string name)
    {
        var file = Path.Combine(Saved(), name);
        File.Delete(file);

        var error = Assert.Throws<CheckpointException>(() => TinyTraining.Run(_folder, TinyTraining.Recipe).Dispose());

        Assert.That(error!.Message, Does.StartWith($"{file} is missing").And.Contain("states to begin the run anew"));
    }

    [Test]
    public void Open_OfAStateWhoseDigestsWereCutShort_SaysSo()
    {
        var list = Path.Combine(Saved(), "SHA256SUMS");
        File.WriteAllLines(list, File.ReadAllLines(list).Where(line => !line.EndsWith("weights.safetensors", StringComparison.Ordinal)));

        var error = Assert.Throws<CheckpointException>(() => TinyTraining.Run(_folder, TinyTraining.Recipe).Dispose());

        Assert.That(error!.Message, Does.StartWith($"{list} does not say what weights.safetensors was"));
    }

    [Test]
    public void Open_BesideAStateThatSomebodyPutAside_GoesOnWithTheOther()
    {
        var state = Saved();
        var aside = Path.Combine(Path.GetDirectoryName(state)!, "step-old");
        Directory.CreateDirectory(aside);

        using var run = TinyTraining.Run(_folder, TinyTraining.Recipe);
        run.Run(new RecordingObserver(), CancellationToken.None);

        Assert.That(run.Step, Is.EqualTo(TinyTraining.Recipe.Steps));
        Assert.That(Directory.Exists(aside), Is.True);
    }

    [Test]
    public void Run_InterruptedBetweenRows_LogsTheSameMeans()
    {
        var recipe = TinyTraining.Recipe with { Steps = 52 };
        var (whole, parts) = (new RecordingObserver(), new RecordingObserver());
        using (var run = TinyTraining.Run(Path.Combine(_folder, "whole"), recipe))
        {
            run.Run(whole, CancellationToken.None);
        }

        using (var run = TinyTraining.Run(Path.Combine(_folder, "parts"), recipe))
        {
            for (var step = 0; step < 5; step++)
            {
                run.MakeStep();
            }
            run.Save();
        }
        using (var run = TinyTraining.Run(Path.Combine(_folder, "parts"), recipe))
        {
            run.Run(parts, CancellationToken.None);
        }

        Assert.That(parts.Rows.Select(Means), Is.EqualTo(whole.Rows.Select(Means)));
        Assert.That(whole.Rows.Select(row => row.Step), Is.EqualTo(new[] { 50, 52 }));

        static TrainingRow Means(TrainingRow row) => row with { SamplesPerSecond = 0 };
    }

    /// <summary>The folder of a state after one step.</summary>
    private string Saved()
    {
        using var run = TinyTraining.Run(_folder, TinyTraining.Recipe);
        run.MakeStep();
        run.Save();
        return Directory.GetDirectories(Path.Combine(_folder, "states")).Single();
    }
}
