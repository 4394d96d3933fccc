using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace BlindVla.Policies.Torch;

/// <summary>
/// The paper's "MLP Ln&amp;D": LayerNorm, then Linear, SiLU, Linear, SiLU, Linear. Its dropout (0.1) is off: as published it is frozen,
/// random and never trained, so that the network itself has to come to the teacher.
/// </summary>
public sealed class AlignmentProjector : IAlignmentProjector
{
    private const double NormEps = 1e-5;

    private readonly LayerNorm _norm;
    private readonly Linear[] _layers;

    /// <param name="weights">Names as in the reference: <c>net.0</c> (norm), <c>net.1</c>, <c>net.4</c>, <c>net.7</c>.</param>
    /// <param name="width">Of the language model.</param>
    /// <param name="hidden">Inside; 2048 in the paper.</param>
    /// <param name="teacherWidth">Of the teacher's features.</param>
    public AlignmentProjector(WeightScope weights, long width, long hidden, long teacherWidth)
    {
        _norm = new(weights.At("net.0"), width, NormEps);
        _layers =
        [
            new(weights.At("net.1"), width, hidden, bias: true),
            new(weights.At("net.4"), hidden, hidden, bias: true),
            new(weights.At("net.7"), hidden, teacherWidth, bias: true),
        ];
    }

    public Tensor Forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return _layers[2].Forward(silu(_layers[1].Forward(silu(_layers[0].Forward(_norm.Forward(x)))))).MoveToOuterDisposeScope();
    }
}
