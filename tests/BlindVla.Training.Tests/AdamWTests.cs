using BlindVla.Policies.Torch;
using static TorchSharp.torch;

namespace BlindVla.Training.Tests;

public sealed class AdamWTests
{
    /// <summary>Algorithm 2 of arXiv 1711.05101, in double precision.</summary>
    [Test]
    public void Step_ByHand_IsTheSame()
    {
        TorchNative.Require();
        using var scope = NewDisposeScope();
        float[] start = [1f, -2f, 0.5f];
        using var values = tensor(start);
        using var optimizer = new AdamW(new(0.1, 0, 1, 0.2, null), values, tensor(new float[] { 1, 1, 0 }).DetachFromDisposeScope());
        var expected = start.Select(value => (double)value).ToArray();
        var (first, second) = (new double[3], new double[3]);

        for (var t = 1; t <= 5; t++)
        {
            double[] gradient = [0.3 * t, -0.1, 2.0 / t];
            optimizer.Step(tensor(gradient.Select(g => (float)g).ToArray()), 0.1);
            for (var i = 0; i < 3; i++)
            {
                first[i] = (0.9 * first[i]) + (0.1 * gradient[i]);
                second[i] = (0.999 * second[i]) + (0.001 * gradient[i] * gradient[i]);
                expected[i] -= 0.1 * (i < 2 ? 0.2 : 0) * expected[i];
                expected[i] -= 0.1 * first[i] / (1 - Math.Pow(0.9, t)) / (Math.Sqrt(second[i] / (1 - Math.Pow(0.999, t))) + 1e-8);
            }
        }

        Assert.That(values.data<float>().ToArray(), Is.EqualTo(expected).Within(1e-5));
    }

    [Test]
    public void Step_LongGradient_IsShortened()
    {
        TorchNative.Require();
        using var scope = NewDisposeScope();
        using var values = zeros(2);
        using var optimizer = new AdamW(new(0.1, 0, 1, 0, ClipNorm: 1), values, zeros(2).DetachFromDisposeScope());

        var norm = optimizer.Step(tensor(new float[] { 30, 40 }), 0.1);

        Assert.That(norm, Is.EqualTo(50).Within(1e-4));
        Assert.That(optimizer.FirstMoment.data<float>().ToArray(), Is.EqualTo([0.06f, 0.08f]).Within(1e-6f));
    }

    [TestCase(0, 0.1)]
    [TestCase(9, 1)]
    [TestCase(10, 1)]
    [TestCase(60, 0.55)]
    [TestCase(110, 0.1)]
    public void RateAt_Step_RisesAndFallsByHalfACosine(long step, double expected) =>
        Assert.That(new OptimizerSettings(1, 10, 0.1, 0, null).RateAt(step, 110), Is.EqualTo(expected).Within(1e-9));
}
