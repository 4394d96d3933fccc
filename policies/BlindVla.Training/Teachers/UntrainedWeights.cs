using BlindVla.Policies.Torch;
using static TorchSharp.torch;

namespace BlindVla.Training;

/// <summary>Random weights in place of a checkpoint's, but for how a picture is normalised: that was never learned.</summary>
internal sealed class UntrainedWeights(CheckpointWeights trained, ulong seed) : IWeights, IDisposable
{
    private readonly RandomWeights _random = new(seed, trained.DType, trained.Device);

    public ScalarType DType => trained.DType;

    public Device Device => trained.Device;

    public Tensor Take(string name, params long[] shape) =>
        name.Contains("input_conditioner", StringComparison.Ordinal) ? trained.Take(name, shape) : _random.Take(name, shape);

    public LowRank? Adapter(string module) => null;

    public void Dispose()
    {
        _random.Dispose();
        trained.Dispose();
    }
}
