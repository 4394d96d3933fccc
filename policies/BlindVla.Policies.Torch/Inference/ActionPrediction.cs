using System.Collections.Immutable;

namespace BlindVla.Policies.Torch;

/// <summary>What one prediction gave.</summary>
/// <param name="Tokens">Ids.</param>
/// <param name="Normalized">The same, from -1 to 1.</param>
/// <param name="Values">In the units of the data set.</param>
public sealed record ActionPrediction(ImmutableArray<long> Tokens, ImmutableArray<double> Normalized, ImmutableArray<double> Values)
{
    /// <summary>In the last value, what is above opens the gripper (openvla, experiments/robot/bridge).</summary>
    public const double GripperThreshold = 0.5;

    /// <summary>What the arm is asked for: the values, with the gripper open (1) or closed (-1).</summary>
    public ImmutableArray<float> Command => [.. Values[..^1].Select(value => (float)value), Values[^1] > GripperThreshold ? 1 : -1];
}
