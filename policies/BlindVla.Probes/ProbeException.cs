namespace BlindVla.Probes;

/// <summary>Nothing can be probed with what was given.</summary>
public sealed class ProbeException(string message) : Exception(message);
