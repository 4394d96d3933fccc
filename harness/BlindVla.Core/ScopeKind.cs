namespace BlindVla.Core;

/// <summary>Which episodes of a suite a scope takes together.</summary>
public enum ScopeKind
{
    /// <summary>All of them.</summary>
    Suite,

    /// <summary>All in-distribution or all out-of-distribution ones.</summary>
    Split,

    /// <summary>Those of a perturbation group.</summary>
    Group,

    /// <summary>Those of one condition.</summary>
    Cell,
}
