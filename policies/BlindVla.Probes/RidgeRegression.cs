using BlindVla.Policies.Torch;
using static TorchSharp.torch;

namespace BlindVla.Probes;

/// <summary>
/// Least squares with a penalty on the weights (Hoerl and Kennard 1970), from sums that are added up batch by batch, in double precision.
/// It has one answer, whatever the order, and nothing to be tuned.
/// </summary>
internal sealed class RidgeRegression : IDisposable
{
    /// <summary>Penalty, as a share of the inputs' mean square.</summary>
    private const double Penalty = 1e-3;

    private readonly Tensor _inputs;
    private readonly Tensor _products;
    private readonly Tensor _penalised;
    private long _count;

    public RidgeRegression(long inputs, long outputs)
    {
        using var scope = NewDisposeScope();
        _inputs = zeros([inputs + 1, inputs + 1], ScalarType.Float64).DetachFromDisposeScope();
        _products = zeros([inputs + 1, outputs], ScalarType.Float64).DetachFromDisposeScope();
        // Not the constant.
        _penalised = cat([ones(inputs, ScalarType.Float64), zeros(1, ScalarType.Float64)]).DetachFromDisposeScope();
    }

    /// <param name="inputs">[N, inputs].</param>
    /// <param name="outputs">[N, outputs].</param>
    public void Add(Tensor inputs, Tensor outputs)
    {
        using var scope = NewDisposeScope();
        var x = WithConstant(inputs);
        _inputs.Add(x.t().mm(x), 1);
        _products.Add(x.t().mm(outputs.to_type(ScalarType.Float64)), 1);
        _count += inputs.size(0);
    }

    /// <returns>[inputs + 1, outputs], float64; the last row is the constant.</returns>
    public Tensor Solve()
    {
        using var scope = NewDisposeScope();
        var sizes = _inputs.diagonal() * _penalised;
        var penalty = Penalty * sizes.sum().item<double>() / Math.Max(1, _penalised.numel() - 1);
        // An input that never varies, as of a network that died, must not make it singular.
        var ridge = diag(_penalised.Times(penalty).Plus(1e-9 * Math.Max(1, _count)));
        return linalg.solve(_inputs.Plus(ridge), _products).MoveToOuterDisposeScope();
    }

    /// <summary>What a solution says of inputs.</summary>
    public static Tensor Apply(Tensor solution, Tensor inputs)
    {
        using var scope = NewDisposeScope();
        return WithConstant(inputs).mm(solution).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        _inputs.Dispose();
        _products.Dispose();
        _penalised.Dispose();
    }

    private static Tensor WithConstant(Tensor inputs) =>
        cat([inputs.to_type(ScalarType.Float64), ones([inputs.size(0), 1], ScalarType.Float64)], dim: 1);
}
