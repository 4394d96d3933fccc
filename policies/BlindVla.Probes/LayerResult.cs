namespace BlindVla.Probes;

/// <summary>What a linear readout of one layer finds in pictures that it was not fitted to.</summary>
/// <param name="Sight">Whose layer.</param>
/// <param name="Layer">Which.</param>
/// <param name="Width">Channels.</param>
/// <param name="Familiar">Of things that fine-tuning shows.</param>
/// <param name="Unfamiliar">Of things that the benchmark holds out from fine-tuning.</param>
public sealed record LayerResult(string Sight, string Layer, long Width, Readout? Familiar, Readout? Unfamiliar);
