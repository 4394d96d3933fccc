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
);
