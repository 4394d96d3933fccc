namespace BlindVla.Bridge;

/// <summary>A rule is broken: what was expected, what was found.</summary>
public sealed class ConformanceException(string message) : Exception(message);
