using System.Globalization;

namespace BlindVla.Training;

/// <summary>
/// The rows of a run as CSV: <c>log.csv</c> and <c>validation.csv</c>. Rows of steps that a resumed run makes again are taken off first.
/// </summary>
internal sealed class RunLogFiles : ITrainingObserver
{
    private readonly string _steps;
    private readonly string _validations;

    public RunLogFiles(string folder, long step)
    {
        (_steps, _validations) = (Path.Combine(folder, "log.csv"), Path.Combine(folder, "validation.csv"));
        Begin(
            _steps,
            "step,loss,token_loss,token_accuracy,place_loss,gradient_norm,learning_rate,samples_per_second,align_loss,cosine",
            step
        );
        Begin(
            _validations,
            "step,token_loss,token_accuracy,place_loss,place_error,gripper_error,presence_accuracy,align_loss,cosine",
            step
        );
    }

    public void OnFeatures(FeatureProgress progress) { }

    public void OnSteps(TrainingRow row) =>
        Append(
            _steps,
            row.Step,
            row.Loss,
            row.TokenLoss,
            row.TokenAccuracy,
            row.PlaceLoss,
            row.GradientNorm,
            row.LearningRate,
            row.SamplesPerSecond,
            row.AlignLoss,
            row.Cosine
        );

    public void OnValidation(ValidationRow row) =>
        Append(
            _validations,
            row.Step,
            row.TokenLoss,
            row.TokenAccuracy,
            row.PlaceLoss,
            row.PlaceError,
            row.GripperError,
            row.PresenceAccuracy,
            row.AlignLoss,
            row.Cosine
        );

    private static void Begin(string path, string header, long step)
    {
        var kept = File.Exists(path)
            ? File.ReadLines(path).Skip(1).Where(line => long.TryParse(line.Split(',')[0], out var at) && at <= step).ToList()
            : [];
        File.WriteAllLines(path, kept.Prepend(header));
    }

    private static void Append(string path, long step, params ReadOnlySpan<double?> values)
    {
        var cells = new List<string> { $"{step}" };
        foreach (var value in values)
        {
            cells.Add(value?.ToString("G6", CultureInfo.InvariantCulture) ?? "");
        }
        File.AppendAllText(path, string.Join(',', cells) + "\n");
    }
}
