using static TorchSharp.torch;

namespace BlindVla.Policies.Torch;

/// <summary>A part of the weights: every name gets its prefix.</summary>
public readonly record struct WeightScope(IWeights Weights, string Prefix)
{
    public WeightScope At(string name) => new(Weights, Name(name));

    public Tensor Take(string name, params long[] shape) => Weights.Take(Name(name), shape);

    public LowRank? Adapter() => Weights.Adapter(Prefix);

    private string Name(string name) => Prefix.Length == 0 ? name : $"{Prefix}.{name}";
}
