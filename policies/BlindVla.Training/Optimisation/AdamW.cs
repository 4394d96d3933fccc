using BlindVla.Policies.Torch;
using static TorchSharp.torch;

namespace BlindVla.Training;

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter 2019, arXiv 1711.05101; PyTorch's AdamW), on one vector. TorchSharp's own passes
/// numbers that its collector may free while they are read (<see cref="Arithmetic"/>), and does not give its state away.
/// </summary>
public sealed class AdamW : IDisposable
{
    private readonly OptimizerSettings _settings;
    private readonly Tensor _values;
    private readonly Tensor _decays;

    /// <param name="values">What is trained; changed in place.</param>
    /// <param name="decays">1 where weight decay applies, else 0; taken over.</param>
    public AdamW(OptimizerSettings settings, Tensor values, Tensor decays)
    {
        (_settings, _values, _decays) = (settings, values, decays);
        using var scope = NewDisposeScope();
        FirstMoment = zeros_like(values).DetachFromDisposeScope();
        SecondMoment = zeros_like(values).DetachFromDisposeScope();
    }

    /// <summary>Running mean of the gradients.</summary>
    public Tensor FirstMoment { get; }

    /// <summary>Running mean of their squares.</summary>
    public Tensor SecondMoment { get; }

    /// <summary>Steps that were made.</summary>
    public long Steps { get; set; }

    /// <summary>Makes a step.</summary>
    /// <param name="gradients">As long as what is trained; changed in place where it is clipped.</param>
    /// <returns>The gradients' norm before clipping; nothing has changed where it is not finite.</returns>
    public double Step(Tensor gradients, double learningRate)
    {
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        var norm = Arithmetic.Norm(gradients);
        if (!double.IsFinite(norm))
        {
            return norm;
        }
        if (_settings.ClipNorm is { } limit && norm > limit)
        {
            gradients.Scale(limit / norm);
        }
        Steps++;
        var (beta1, beta2) = (_settings.Beta1, _settings.Beta2);
        FirstMoment.Scale(beta1).Add(gradients, 1 - beta1);
        SecondMoment.Scale(beta2).AddProduct(gradients, gradients, 1 - beta2);
        var step = learningRate / (1 - Math.Pow(beta1, Steps));
        var deviation = SecondMoment.sqrt().Over(Math.Sqrt(1 - Math.Pow(beta2, Steps))).Plus(_settings.Epsilon);
        _values.AddProduct(_values, _decays, -learningRate * _settings.WeightDecay);
        _values.AddQuotient(FirstMoment, deviation, -step);
        return norm;
    }

    public void Dispose()
    {
        FirstMoment.Dispose();
        SecondMoment.Dispose();
        _decays.Dispose();
    }
}
