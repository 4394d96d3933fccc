namespace BlindVla.Core;

/// <summary>When an episode counts as a success, given the predicate the environment reports at every step.</summary>
public enum SuccessRule
{
    /// <summary>The predicate holds at the last time step.</summary>
    AtEnd,

    /// <summary>The predicate holds at any time step after reset.</summary>
    AtAnyStep,
}
