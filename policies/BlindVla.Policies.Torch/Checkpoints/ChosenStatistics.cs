using System.Collections.Immutable;

namespace BlindVla.Policies.Torch;

/// <summary>The statistics that scale a policy's actions.</summary>
/// <param name="Key">Name of the data set.</param>
/// <param name="Source">The file they are from, as it is called whatever folder it is in.</param>
/// <param name="Values">What scales.</param>
/// <param name="Notes">What else is there and says otherwise, each a sentence.</param>
public sealed record ChosenStatistics(string Key, string Source, ActionStatistics Values, ImmutableArray<string> Notes);
