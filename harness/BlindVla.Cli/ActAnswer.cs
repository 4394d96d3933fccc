namespace BlindVla.Cli;

/// <summary>What <c>act --json</c> prints; the lists are as long as an action.</summary>
internal sealed record ActAnswer(
    long[] Tokens,
    double[] Normalized,
    double[] Action,
    float[] Command,
    ActComponent[] Components,
    string Settings,
    double LoadSeconds,
    double FirstSeconds,
    double SecondSeconds
);
