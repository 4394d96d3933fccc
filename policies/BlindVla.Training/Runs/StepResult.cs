namespace BlindVla.Training;

/// <summary>What one step came to; as <see cref="TrainingRow"/>.</summary>
internal readonly record struct StepResult(
    double Loss,
    double? TokenLoss,
    double? TokenAccuracy,
    double? PlaceLoss,
    double? AlignLoss,
    double? Cosine,
    double GradientNorm,
    double LearningRate
);
