using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace BlindVla.Policies.Torch;

/// <summary>fc1, exact (erf) GELU, fc2: the feed-forward of both vision towers.</summary>
internal sealed class VisionMlp(WeightScope weights, long width, long hidden)
{
    private readonly Linear _fc1 = new(weights.At("fc1"), width, hidden, bias: true);
    private readonly Linear _fc2 = new(weights.At("fc2"), hidden, width, bias: true);

    public Tensor Forward(Tensor x) => _fc2.Forward(gelu(_fc1.Forward(x)));
}
