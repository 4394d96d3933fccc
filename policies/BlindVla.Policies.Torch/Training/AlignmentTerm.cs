using static TorchSharp.torch;

namespace BlindVla.Policies.Torch;

/// <summary>What the alignment of a batch came to.</summary>
/// <param name="Loss">A scalar with a gradient.</param>
/// <param name="Cosine">The mean cosine, whatever the distance is: a scalar without one.</param>
public sealed record AlignmentTerm(Tensor Loss, Tensor Cosine);
