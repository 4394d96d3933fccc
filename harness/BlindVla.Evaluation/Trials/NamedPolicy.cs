using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>A policy under the name it has in a run, its tables and its files.</summary>
public sealed record NamedPolicy(string Name, IPolicy Policy);
