namespace BlindVla.Core;

/// <summary>A policy cannot act, or its output is not an action.</summary>
public sealed class PolicyException(string message, Exception? inner = null) : Exception(message, inner);
