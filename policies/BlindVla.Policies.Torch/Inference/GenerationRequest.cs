using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Policies.Torch;

/// <summary>What is to be continued with action tokens.</summary>
/// <param name="Prompt">Ids, the beginning of the sequence first.</param>
/// <param name="Noise">What is drawn from where the temperature is above 0.</param>
public sealed record GenerationRequest(ImmutableArray<int> Prompt, KeyedRandom Noise);
