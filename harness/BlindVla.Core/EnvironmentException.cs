namespace BlindVla.Core;

/// <summary>An environment refused a request or failed.</summary>
public sealed class EnvironmentException(EnvironmentFault fault, string message, Exception? inner = null)
    : Exception(VisibleText.Lines(message, MaxMessageLength), inner)
{
    /// <summary>A server says as much as it likes; the ledger keeps it.</summary>
    private const int MaxMessageLength = 16_000;

    public EnvironmentFault Fault { get; } = fault;

    /// <summary>
    /// True when the world broke rather than the request: the same request may succeed on a fresh environment, and the fault says nothing
    /// about the policy.
    /// </summary>
    public bool IsInfrastructure =>
        Fault is not (EnvironmentFault.InvalidArgument or EnvironmentFault.FailedPrecondition or EnvironmentFault.Unimplemented);
}
