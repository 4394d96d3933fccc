using System.Collections.Immutable;

namespace BlindVla.DataSets;

/// <summary>One episode, to be written.</summary>
/// <param name="Task">The instruction.</param>
public sealed record Episode(string Task, EpisodeSource Source, ImmutableArray<Frame> Frames);
