using System.Collections.Immutable;

namespace BlindVla.Core;

/// <summary>A world whose scenes have names.</summary>
/// <param name="Name">e.g. <c>libero_spatial</c>.</param>
/// <param name="Tasks">What can be asked for in it.</param>
/// <param name="Parameters">The names that <see cref="NamedScene.Parameters"/> may have.</param>
public sealed record NamedWorld(string Name, ImmutableArray<NamedTask> Tasks, ImmutableArray<string> Parameters);
