using System.Collections.Immutable;

namespace BlindVla.Training;

/// <summary>What became of the episodes of which a data set was to be made.</summary>
/// <param name="Kept">How many are in it.</param>
/// <param name="Refused">Those that were not as they were recorded, in words with the reason where this call met them; in the order of the
/// episodes.</param>
public sealed record RolloutResult(int Kept, ImmutableArray<string> Refused);
