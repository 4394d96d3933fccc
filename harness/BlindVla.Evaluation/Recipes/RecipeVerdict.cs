namespace BlindVla.Evaluation;

/// <summary>Whether a recipe is better than another.</summary>
public enum RecipeVerdict
{
    /// <summary>Other scenes and other trainings would say the same.</summary>
    Better,

    /// <summary>Likewise.</summary>
    Worse,

    /// <summary>These checkpoints are better; whether others would be cannot be said.</summary>
    BetterCheckpoints,

    /// <summary>These checkpoints are worse; whether others would be cannot be said.</summary>
    WorseCheckpoints,

    /// <summary>Other scenes might say otherwise.</summary>
    NotCertain,
}
