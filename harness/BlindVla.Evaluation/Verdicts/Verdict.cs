namespace BlindVla.Evaluation;

/// <summary>What a gate says.</summary>
public enum Verdict
{
    /// <summary>A drop of the margin or more is excluded, everywhere.</summary>
    Pass,

    /// <summary>The candidate is worse somewhere, surely and by more than is negligible.</summary>
    Regression,

    /// <summary>Neither can be said yet.</summary>
    Inconclusive,

    /// <summary>The sides may not be compared.</summary>
    NotComparable,
}
