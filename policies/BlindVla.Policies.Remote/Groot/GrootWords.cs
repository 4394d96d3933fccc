namespace BlindVla.Policies.Remote;

/// <summary>How errors begin that a server of GR00T's answers, and that mean something to its client.</summary>
internal static class GrootWords
{
    public const string Unauthorized = "Unauthorized";
    public const string UnknownEndpoint = "Unknown endpoint";
}
