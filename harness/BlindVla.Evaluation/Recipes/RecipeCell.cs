namespace BlindVla.Evaluation;

/// <summary>A recipe in a column; what could not be computed, because trials are missing, is null.</summary>
/// <param name="Success">By each trial's own success rule.</param>
/// <param name="Effect">Success rate minus that of the control twins; null too where the column has no twins.</param>
/// <param name="Difference">To the baseline; null too for the baseline itself.</param>
/// <param name="Errored">Trials that could not be carried out, which are in nothing else.</param>
/// <param name="Published">What the paper says; null where it says nothing, or of another suite.</param>
public sealed record RecipeCell(
    RecipeMean? Success,
    RecipeMean? Effect,
    RecipeDifference? Difference,
    int Errored,
    PublishedRate? Published
);
