namespace BlindVla.DataSets;

/// <summary>One episode of a data set on disk.</summary>
/// <param name="Index">From 0.</param>
/// <param name="From">Its first frame.</param>
/// <param name="Length">Frames.</param>
public sealed record EpisodeEntry(int Index, string Task, int From, int Length, EpisodeSource Source);
