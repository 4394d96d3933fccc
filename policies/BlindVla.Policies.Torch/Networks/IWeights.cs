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

    /// <summary>The low-rank update of a module that is to be computed beside its weight; null where there is none, or it is
    /// merged.</summary>
    /// <param name="module">Name of the module: the name of its weight without <c>.weight</c>.</param>
    LowRank? Adapter(string module);
}
