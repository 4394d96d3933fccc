using System.Collections.Immutable;

namespace BlindVla.Core;

/// <summary>A named part of an action or of a state vector, with the conventions that silently break policies when they differ.</summary>
/// <param name="Name">e.g. <c>position</c>.</param>
/// <param name="Length">Number of values.</param>
/// <param name="Convention">e.g. <c>delta_xyz</c>, <c>quaternion_wxyz</c>, <c>open_positive</c>.</param>
/// <param name="Unit">e.g. <c>m</c>, <c>rad</c>, <c>1</c>.</param>
/// <param name="Frame">e.g. <c>base</c>; empty where a frame has no meaning.</param>
/// <param name="Minimum">Inclusive bound of every value, or null.</param>
/// <param name="Maximum">Inclusive bound of every value, or null.</param>
public sealed record ArraySpec(
    string Name,
    int Length,
    string Convention,
    string Unit,
    string Frame,
    double? Minimum = null,
    double? Maximum = null
)
{
    /// <summary>
    /// What each value is called: <c>position x</c>, <c>position y</c> ... where the convention spells its axes (<c>delta_xyz</c>,
    /// <c>quaternion_wxyz</c>), numbers where it does not, and the name alone for a single value.
    /// </summary>
    public ImmutableArray<string> Components
    {
        get
        {
            var axes = Convention.Split('_').FirstOrDefault(word => word.Length == Length && word.All("wxyz".Contains));
            return Length == 1 && axes is null
                ? [Name]
                : [.. Enumerable.Range(0, Length).Select(i => $"{Name} {(axes is null ? $"{i}" : axes[i])}")];
        }
    }
}
