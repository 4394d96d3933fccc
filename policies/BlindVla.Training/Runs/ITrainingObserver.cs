namespace BlindVla.Training;

/// <summary>Told how training goes.</summary>
public interface ITrainingObserver
{
    /// <summary>A teacher looked at some more frames, before the first step.</summary>
    void OnFeatures(FeatureProgress progress);

    /// <summary>Some steps were made since it was told last.</summary>
    void OnSteps(TrainingRow row);

    /// <summary>The validation set was looked at.</summary>
    void OnValidation(ValidationRow row);
}
