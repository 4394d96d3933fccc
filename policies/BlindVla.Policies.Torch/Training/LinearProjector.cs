using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace BlindVla.Policies.Torch;

/// <summary>
/// One matrix: the paper's "Cosine" (appendix A.6: z = W h / ||W h||, and comparing directions divides by the length already), and with
/// orthonormal rows or columns its "OrthProj" (W^T W = I).
/// </summary>
public sealed class LinearProjector(WeightScope weights, long width, long teacherWidth) : IAlignmentProjector
{
    private readonly Tensor _weight = weights.Take("weight", teacherWidth, width);

    public Tensor Forward(Tensor x) => linear(x, _weight);
}
