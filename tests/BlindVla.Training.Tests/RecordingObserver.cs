namespace BlindVla.Training.Tests;

/// <summary>Keeps what it is told, and stops a run where it is asked to.</summary>
internal sealed class RecordingObserver : ITrainingObserver
{
    public List<TrainingRow> Rows { get; } = [];

    public List<ValidationRow> Validations { get; } = [];

    public List<FeatureProgress> Features { get; } = [];

    public void OnFeatures(FeatureProgress progress) => Features.Add(progress);

    public void OnSteps(TrainingRow row) => Rows.Add(row);

    public void OnValidation(ValidationRow row) => Validations.Add(row);
}
