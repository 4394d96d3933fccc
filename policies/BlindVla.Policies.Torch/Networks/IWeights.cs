using static TorchSharp.torch;

namespace BlindVla.Policies.Torch;

/// <summary>Where a network gets its tensors: a checkpoint, or a generator of random ones.</summary>
public interface IWeights
{
    /// <summary>The element type of every activation.</summary>
    ScalarType DType { get; }

    Device Device { get; }

    /// <summary>The tensor with this name and shape; owned by the weights, which outlive the network.</summary>
    /// <exception cref="CheckpointException">There is none, or it has another shape.</exception>
    Tensor Take(string name, params long[] shape);

    /// <summary>The low-rank update of a module that is to be computed beside its weight; null where there is none, or it is merged.</summary>
    /// <param name="module">Name of the module: the name of its weight without <c>.weight</c>.</param>
    LowRank? Adapter(string module);
}

/// <summary>A LoRA update (Hu et al. 2021): <c>Scale * Up(Down(x))</c> is added to the module's output.</summary>
/// <param name="Down">A: <c>[r, in]</c>, or <c>[r, in, k, k]</c> of a convolution.</param>
/// <param name="Up">B: <c>[out, r]</c>, or <c>[out, r, 1, 1]</c>.</param>
/// <param name="Scale">alpha / r.</param>
public sealed record LowRank(Tensor Down, Tensor Up, double Scale);

/// <summary>A part of the weights: every name gets its prefix.</summary>
public readonly record struct WeightScope(IWeights Weights, string Prefix)
{
    public WeightScope At(string name) => new(Weights, Name(name));

    public Tensor Take(string name, params long[] shape) => Weights.Take(Name(name), shape);

    public LowRank? Adapter() => Weights.Adapter(Prefix);

    private string Name(string name) => Prefix.Length == 0 ? name : $"{Prefix}.{name}";
}
