namespace BlindVla.Evaluation;

/// <param name="Version">Of this program.</param>
/// <param name="GitRevision">Where it was built from; null when not known.</param>
public sealed record HarnessIdentity(string Version, string? GitRevision);
