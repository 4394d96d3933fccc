using System.Collections.Immutable;

namespace BlindVla.Training;

/// <summary>Commands of this program, some of which need what others made.</summary>
/// <param name="Stages">Each needs only stages before it.</param>
public sealed record Experiment(string Name, string Description, ImmutableArray<Stage> Stages);
