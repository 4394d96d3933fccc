using System.Collections.Immutable;

namespace BlindVla.Probes;

/// <summary>What linear readouts of one layer find in pictures that they were not fitted to.</summary>
/// <param name="Sight">Whose layer.</param>
/// <param name="Layer">Which.</param>
/// <param name="Width">Channels.</param>
/// <param name="Readouts">One for each group of things, the groups in one order for all layers.</param>
public sealed record LayerResult(string Sight, string Layer, long Width, ImmutableArray<Readout> Readouts);
