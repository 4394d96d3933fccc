using System.Globalization;
using BlindVla.Training;
using static TorchSharp.torch;

namespace BlindVla.Benchmarks;

/// <summary>Says what a training process holds, now and then.</summary>
internal sealed class MemoryObserver(int every, TextWriter output) : ITrainingObserver
{
    private long _next;

    public void OnFeatures(FeatureProgress progress) { }

    public void OnSteps(TrainingRow row)
    {
        if (row.Step >= _next)
        {
            _next = row.Step + every;
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{row.Step, -8} {Environment.WorkingSet / 1048576.0, -12:0.0} {Tensor.TotalCount}"
                )
            );
        }
    }

    public void OnValidation(ValidationRow row) { }
}
