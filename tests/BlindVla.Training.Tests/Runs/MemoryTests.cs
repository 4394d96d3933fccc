using BlindVla.Policies.Torch;
using static TorchSharp.torch;

namespace BlindVla.Training.Tests.Runs;

/// <summary>What native code holds is nobody's to collect: a tensor that is left a step is soon all of the memory.</summary>
[NonParallelizable]
public sealed class MemoryTests
{
    private const int Every = 8;

    private string _folder = null!;

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("memory").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    /// <summary>With every loss, saves and validations.</summary>
    [Test]
    public void Run_OfManySteps_LeavesNoTensor([Values] bool withUpdates)
    {
        var recipe = TinyTraining.Recipe with
        {
            Steps = 10 * Every,
            Batch = 4,
            Accumulate = 2,
            ValidateEvery = Every,
            SaveEvery = Every,
            Losses = new(
                0.5,
                [0.1],
                1,
                new(
                    0.2,
                    new(TeacherKind.Base, false),
                    new("middle"),
                    new(ProjectorKind.Whitening, true),
                    Hidden: null,
                    AlignmentDistance.NtXent
                )
            ),
            Lora = withUpdates ? new(4, 8) : null,
        };
        using var run = TinyTraining.Run(_folder, recipe);
        var observer = new CountingObserver();
        // What other tests have left would be fewer and fewer.
        GC.Collect();
        GC.WaitForPendingFinalizers();

        run.Run(observer, CancellationToken.None);

        Assert.That(observer.Counts, Has.Count.EqualTo(10));
        Assert.That(observer.Counts, Is.All.EqualTo(observer.Counts[0]), "live tensors after every eight steps");
    }

    private sealed class CountingObserver : ITrainingObserver
    {
        public List<long> Counts { get; } = [];

        public void OnFeatures(FeatureProgress progress) { }

        public void OnSteps(TrainingRow row) { }

        public void OnValidation(ValidationRow row) => Counts.Add(Tensor.TotalCount);
    }
}
