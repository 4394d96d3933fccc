using BlindVla.Training;

namespace BlindVla.Cli;

/// <summary>How training goes, a line now and then.</summary>
internal sealed class TrainingProgress(TextWriter output, Recipe recipe) : ITrainingObserver
{
    private const int LinesOfFeatures = 20;

    private (string Data, int Part) _told;

    public void OnFeatures(FeatureProgress progress)
    {
        var told = (progress.Data, (int)((long)progress.Done * LinesOfFeatures / progress.All));
        if (told != _told)
        {
            _told = told;
            output.WriteLine($"{progress.Teacher} looks at {progress.Data}: frame {progress.Done} of {progress.All}");
        }
    }

    public void OnSteps(TrainingRow row)
    {
        var left = TimeSpan.FromSeconds((recipe.Steps - row.Step) * recipe.Batch / row.SamplesPerSecond);
        output.WriteLine(
            $"step {row.Step}/{recipe.Steps}  loss {row.Loss:0.000}{Part("tokens", row.TokenLoss)}{Share("right", row.TokenAccuracy)}"
                + $"{Part("places", row.PlaceLoss)}{Part("cosine", row.Cosine)}"
                + $"  {row.SamplesPerSecond:0} samples/s  {TimeLeft.Of(left)}"
        );
    }

    public void OnValidation(ValidationRow row) =>
        output.WriteLine(
            $"step {row.Step} on validation:"
                + Part("tokens", row.TokenLoss)
                + Share("right", row.TokenAccuracy)
                + Part("actions off by", row.ActionError)
                + Part("places", row.PlaceLoss)
                + Share("place off by", row.PlaceError)
                + (row.PlaceErrorMm is { } millimeters ? $" ({millimeters:0.0} mm)" : "")
                + Share("gripper off by", row.GripperError)
                + Share("presence right", row.PresenceAccuracy)
                + Part("cosine", row.Cosine)
        );

    private static string Part(string name, double? value) => value is { } number ? $"  {name} {number:0.000}" : "";

    private static string Share(string name, double? value) => value is { } number ? $"  {name} {100 * number:0.0} %" : "";
}
