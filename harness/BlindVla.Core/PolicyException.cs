namespace BlindVla.Core;

/// <summary>A policy cannot act, or its output is not an action; or what it acts through is gone.</summary>
public sealed class PolicyException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whose fault it is.</summary>
    public PolicyFault Fault { get; init; } = PolicyFault.Failed;
}
