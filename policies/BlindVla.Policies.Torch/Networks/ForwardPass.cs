using System.Collections.Immutable;
using static TorchSharp.torch;

namespace BlindVla.Policies.Torch;

/// <summary>What one pass gives.</summary>
/// <param name="Logits">[B, S + patches, vocabulary], float32.</param>
/// <param name="HiddenStates">[B, S + patches, width] each: the input of every block, then the final output (after the last norm).</param>
public sealed record ForwardPass(Tensor Logits, ImmutableArray<Tensor> HiddenStates);
