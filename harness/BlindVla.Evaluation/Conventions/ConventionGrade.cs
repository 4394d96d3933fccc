namespace BlindVla.Evaluation;

/// <summary>What is known of a convention.</summary>
public enum ConventionGrade
{
    /// <summary>The policy acts as the expert does, so that the convention is what it is taken for.</summary>
    Ok,

    /// <summary>It acts as the expert does by another convention, and not by this one.</summary>
    Suspect,

    /// <summary>It acts unlike the expert by any, or the expert's actions do not show it: nothing speaks for or against it.</summary>
    Unknown,
}
