namespace BlindVla.Training;

/// <summary>What one step came to; as <see cref="TrainingRow"/>.</summary>
internal readonly record struct StepResult(
    double Loss,
    double? TokenLoss,
    double? TokenAccuracy,
    double? PlaceLoss,
    double GradientNorm,
    double LearningRate
);
