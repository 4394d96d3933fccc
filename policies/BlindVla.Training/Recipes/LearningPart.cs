namespace BlindVla.Training;

/// <summary>Which weights are trained.</summary>
public enum LearningPart
{
    /// <summary>All that an action depends on.</summary>
    All,

    /// <summary>All but the vision towers.</summary>
    WithoutVision,
}
