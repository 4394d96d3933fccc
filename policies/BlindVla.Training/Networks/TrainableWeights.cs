using System.Collections.Immutable;
using BlindVla.Policies.Torch;
using static TorchSharp.torch;

namespace BlindVla.Training;

/// <summary>
/// Weights that are being trained, in float32. Those that learn are views of one vector, so that a step of the optimiser is a handful of
/// operations however many there are; the others stay as they are.
/// </summary>
public sealed class TrainableWeights : IWeights, IDisposable
{
    private readonly ImmutableSortedDictionary<string, Tensor> _frozen;
    private readonly double _updateScale;

    /// <param name="initial">All tensors by name; taken over.</param>
    /// <param name="learns">Which of them are trained.</param>
    /// <param name="updateScale">What the product of an update's two factors is multiplied by, where there are such factors among
    /// them.</param>
    public TrainableWeights(IReadOnlyDictionary<string, Tensor> initial, Func<string, bool> learns, Device device, double updateScale = 1)
    {
        (Device, _updateScale) = (device, updateScale);
        using var scope = NewDisposeScope();
        var parts = initial.ToLookup(weight => learns(weight.Key));
        _frozen = parts[false]
            .ToImmutableSortedDictionary(
                weight => weight.Key,
                weight => weight.Value.to(ScalarType.Float32, device).DetachFromDisposeScope(),
                StringComparer.Ordinal
            );
        var learning = parts[true].OrderBy(weight => weight.Key, StringComparer.Ordinal).ToList();
        Values = cat([.. learning.Select(weight => weight.Value.to(ScalarType.Float32, device).flatten())]).DetachFromDisposeScope();
        var views = ImmutableSortedDictionary.CreateBuilder<string, Tensor>(StringComparer.Ordinal);
        long begin = 0;
        foreach (var (name, value) in learning)
        {
            var size = value.numel();
            var view = Values.narrow(0, begin, size).reshape(value.shape).detach();
            view.requires_grad = true;
            views.Add(name, view.DetachFromDisposeScope());
            begin += size;
        }
        Learning = views.ToImmutable();
    }

    public ScalarType DType => ScalarType.Float32;

    public Device Device { get; }

    /// <summary>What is trained, by name: views of <see cref="Values"/>, in its order.</summary>
    public ImmutableSortedDictionary<string, Tensor> Learning { get; }

    /// <summary>Everything that is trained, one tensor behind the other.</summary>
    public Tensor Values { get; }

    /// <summary>Everything, by name.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> All => _frozen.Concat(Learning);

    public Tensor Take(string name, params long[] shape)
    {
        var found = Learning.GetValueOrDefault(name) ?? _frozen.GetValueOrDefault(name);
        return found is null ? throw new CheckpointException($"the weights have no tensor '{name}'")
            : found.shape.SequenceEqual(shape) ? found
            : throw new CheckpointException(
                $"{name}: expected the shape [{string.Join(", ", shape)}], found [{string.Join(", ", found.shape)}]"
            );
    }

    public LowRank? Adapter(string module)
    {
        var (down, up) = LoraUpdates.Names(module);
        return Learning.TryGetValue(down, out var factor) ? new(factor, Learning[up], _updateScale) : null;
    }

    /// <summary>The gradients of what is trained, in the order of <see cref="Values"/>; what no loss depends on has none, and counts as
    /// zero.</summary>
    public Tensor Gradients()
    {
        using var scope = NewDisposeScope();
        return cat([.. Learning.Values.Select(weight => (weight.grad ?? zeros_like(weight)).flatten())]).MoveToOuterDisposeScope();
    }

    /// <summary>Before the next pass.</summary>
    public void ForgetGradients()
    {
        foreach (var weight in Learning.Values)
        {
            using var gradient = weight.grad;
            gradient?.zero_();
        }
    }

    public void Dispose()
    {
        foreach (var weight in _frozen.Values.Concat(Learning.Values).Append(Values))
        {
            weight.Dispose();
        }
    }
}
