using System.Collections.Immutable;

namespace BlindVla.Policies.Torch;

/// <summary>What a policy's normalised actions are scaled by.</summary>
/// <param name="Low">1st percentile of each action value.</param>
/// <param name="High">99th percentile.</param>
/// <param name="Scaled">False where the value is not normalised, as of a gripper; low and high may then be no numbers.</param>
public sealed record ActionStatistics(ImmutableArray<double> Low, ImmutableArray<double> High, ImmutableArray<bool> Scaled)
{
    /// <summary>Values of an action.</summary>
    public int Length => Low.Length;

    /// <summary>Whether both scale every action alike.</summary>
    public bool ScalesAs(ActionStatistics other) =>
        Scaled.SequenceEqual(other.Scaled)
        && Enumerable.Range(0, Length).All(i => !Scaled[i] || (Low[i] == other.Low[i] && High[i] == other.High[i]));
}
