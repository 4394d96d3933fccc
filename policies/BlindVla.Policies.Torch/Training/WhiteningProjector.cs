using static TorchSharp.torch;

namespace BlindVla.Policies.Torch;

/// <summary>
/// The paper's "Whitening" (appendix A.6: z = Lambda^-1/2 (h - mu) + b), read by the letter: mu and the diagonal Lambda are mean and
/// variance of each channel, here over the visual tokens of the batch; one matrix then brings it to the teacher's width, which the
/// formula leaves out.
/// </summary>
public sealed class WhiteningProjector(WeightScope weights, long width, long teacherWidth) : IAlignmentProjector
{
    private const double Eps = 1e-5;

    private readonly Tensor _shift = weights.Take("shift.bias", width);
    private readonly LinearProjector _linear = new(weights.At("linear"), width, teacherWidth);

    public Tensor Forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var centred = x - x.mean([0, 1], keepdim: true);
        var deviation = centred.Squared().mean([0, 1], keepdim: true).Plus(Eps).sqrt();
        return _linear.Forward((centred / deviation).Plus(_shift)).MoveToOuterDisposeScope();
    }
}
