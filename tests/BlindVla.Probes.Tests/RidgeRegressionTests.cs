using BlindVla.Policies.Torch;
using static TorchSharp.torch;

namespace BlindVla.Probes.Tests;

public sealed class RidgeRegressionTests
{
    [OneTimeSetUp]
    public void LoadTorch() => TorchNative.Require();

    /// <summary>By hand: inputs -1, 0, 1 with outputs 0, 1, 5. Without the penalty the line is 2 + 2.5 x. The penalty is a thousandth of
    /// the inputs' sum of squares, 2, so the slope is 5 / 2.002; the constant, which is not penalised, stays 2.</summary>
    [Test]
    public void Line_IsThatByHand()
    {
        using var scope = NewDisposeScope();
        using var ridge = new RidgeRegression(1, 1);
        ridge.Add(tensor(new float[] { -1, 0 }, [2, 1]), tensor(new float[] { 0, 1 }, [2, 1]));
        ridge.Add(tensor(new float[] { 1 }, [1, 1]), tensor(new float[] { 5 }, [1, 1]));

        var solution = ridge.Solve().data<double>().ToArray();

        Assert.That(solution[0], Is.EqualTo(5 / 2.002).Within(1e-6));
        Assert.That(solution[1], Is.EqualTo(2).Within(1e-6));
    }

    [Test]
    public void InputThatNeverVaries_GivesTheMean()
    {
        using var scope = NewDisposeScope();
        using var ridge = new RidgeRegression(2, 1);
        ridge.Add(zeros(4, 2), tensor(new float[] { 1, 2, 3, 6 }, [4, 1]));

        var said = RidgeRegression.Apply(ridge.Solve(), zeros(1, 2)).item<double>();

        Assert.That(said, Is.EqualTo(3).Within(1e-6));
    }
}
