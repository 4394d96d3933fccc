namespace BlindVla.Policies.Remote;

/// <summary>The gripper on the wire.</summary>
/// <param name="Closed">The value of a closed gripper.</param>
/// <param name="Open">The value of an open one.</param>
/// <param name="Threshold">Beyond it towards <paramref name="Open"/> it is open, else closed; null where values between mean what they
/// say.</param>
public sealed record GripperMapping(double Closed, double Open, double? Threshold)
{
    /// <returns>From -1 (closed) to +1 (open).</returns>
    internal double FromWire(double value) =>
        Threshold is { } threshold
            ? (Open > Closed ? value > threshold : value < threshold)
                ? 1
                : -1
            : ((2 * value) - (Open + Closed)) / (Open - Closed);

    /// <param name="value">From -1 (closed) to +1 (open).</param>
    internal double ToWire(double value) => ((value * (Open - Closed)) + Open + Closed) / 2;
}
