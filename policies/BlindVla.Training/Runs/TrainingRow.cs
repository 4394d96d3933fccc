using System.Collections.Immutable;

namespace BlindVla.Training;

/// <summary>Means over the steps since the row before. Null where a recipe has no such loss.</summary>
/// <param name="Step">Steps that were made.</param>
/// <param name="Loss">What was minimised.</param>
/// <param name="TokenLoss">Nats a token.</param>
/// <param name="TokenAccuracy">Share of labelled tokens that were the likeliest.</param>
/// <param name="PlaceLoss">Nats a name.</param>
/// <param name="GradientNorm">Before clipping.</param>
/// <param name="LearningRate">Of the last step.</param>
/// <param name="SamplesPerSecond">Of wall time.</param>
/// <param name="AlignLoss">Distance from the teacher, not weighted; null where the recipe has none.</param>
/// <param name="Cosine">With the teacher's features, the mean over the patches.</param>
public sealed record TrainingRow(
    long Step,
    double Loss,
    double? TokenLoss,
    double? TokenAccuracy,
    double? PlaceLoss,
    double GradientNorm,
    double LearningRate,
    double SamplesPerSecond,
    double? AlignLoss,
    double? Cosine
)
{
    /// <summary>What files say of it, by name.</summary>
    internal static ImmutableArray<(string Name, Func<TrainingRow, double?> Value)> Columns { get; } =
    [
        ("loss", row => row.Loss),
        ("token_loss", row => row.TokenLoss),
        ("token_accuracy", row => row.TokenAccuracy),
        ("place_loss", row => row.PlaceLoss),
        ("gradient_norm", row => row.GradientNorm),
        ("learning_rate", row => row.LearningRate),
        ("samples_per_second", row => row.SamplesPerSecond),
        ("align_loss", row => row.AlignLoss),
        ("cosine", row => row.Cosine),
    ];
}
