namespace BlindVla.Cli;

/// <summary>What one value of an action means.</summary>
internal sealed record ActComponent(string Name, string Unit, string Convention, string Frame);
