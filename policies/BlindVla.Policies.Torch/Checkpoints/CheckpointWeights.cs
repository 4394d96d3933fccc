using static TorchSharp.torch;

namespace BlindVla.Policies.Torch;

/// <summary>
/// The tensors of a checkpoint, brought to one type and device as the network asks for them. Every fault is collected, so that
/// <see cref="Finish"/> names all of them at once.
/// </summary>
public sealed class CheckpointWeights : IWeights, IDisposable
{
    private readonly Checkpoint _checkpoint;
    private readonly LoraAdapter? _adapter;
    private readonly bool _merge;
    private readonly Dictionary<string, Tensor> _taken = [];
    private readonly Dictionary<string, LowRank> _adapters = [];
    private readonly List<string> _problems = [];

    /// <param name="adapter">Low-rank updates on top; null for none.</param>
    /// <param name="merge">Add the updates to the weights; otherwise they are computed beside them and can be trained.</param>
    public CheckpointWeights(Checkpoint checkpoint, ScalarType type, Device device, LoraAdapter? adapter = null, bool merge = true) =>
        (_checkpoint, DType, Device, _adapter, _merge) = (checkpoint, type, device, adapter, merge);

    public ScalarType DType { get; }

    public Device Device { get; }

    /// <summary>Every tensor a network has taken, by name; with unmerged adapters also theirs, by PEFT's names.</summary>
    public IReadOnlyDictionary<string, Tensor> Taken => _taken;

    public Tensor Take(string name, params long[] shape)
    {
        if (_taken.TryGetValue(name, out var taken))
        {
            return taken;
        }
        return _taken[name] = Load(name, shape).DetachFromDisposeScope();
    }

    public LowRank? Adapter(string module)
    {
        if (_merge || _adapter?.Find(module) is not { } pair)
        {
            return null;
        }
        if (!_adapters.TryGetValue(module, out var lowRank))
        {
            lowRank = new(Bring(pair.ReadDown()).DetachFromDisposeScope(), Bring(pair.ReadUp()).DetachFromDisposeScope(), pair.Scale);
            _adapters[module] = lowRank;
            _taken[$"{module}.lora_A.weight"] = lowRank.Down;
            _taken[$"{module}.lora_B.weight"] = lowRank.Up;
        }
        return lowRank;
    }

    /// <summary>To be called when the network has taken what it needs.</summary>
    /// <param name="mayBeUnused">Names a checkpoint may have although the network does not use them.</param>
    /// <exception cref="CheckpointException">Tensors are missing, extra, of the wrong shape or not finite; all are named.</exception>
    public void Finish(Func<string, bool> mayBeUnused)
    {
        var problems = _problems.Concat(_checkpoint.Names.Where(name => !_taken.ContainsKey(name) && !mayBeUnused(name)).Select(name => $"{name}: extra, the network has no such tensor")).ToList();
        if (problems.Count > 0)
        {
            throw new CheckpointException($"{_checkpoint.Folder} does not fit its config:\n" + string.Join('\n', problems.Select(problem => $"  {problem}")));
        }
    }

    public void Dispose()
    {
        foreach (var tensor in _taken.Values)
        {
            tensor.Dispose();
        }
    }

    private Tensor Load(string name, long[] shape)
    {
        var found = _checkpoint.Has(name) ? _checkpoint.Entry(name) : null;
        if (found is null || !found.Shape.SequenceEqual(shape))
        {
            _problems.Add(found is null
                ? $"{name}: missing, expected the shape [{string.Join(", ", shape)}]"
                : $"{name}: expected the shape [{string.Join(", ", shape)}], found [{string.Join(", ", found.Shape)}]");
            return empty(shape, DType, Device);
        }
        using var scope = NewDisposeScope();
        var tensor = _checkpoint.Read(name);
        if (!isfinite(tensor).all().item<bool>())
        {
            _problems.Add($"{name}: has values that are not finite");
        }
        var pair = _merge && name.EndsWith(".weight", StringComparison.Ordinal) ? _adapter?.Find(name[..^".weight".Length]) : null;
        return Bring(pair is null ? tensor : tensor + pair.Delta(tensor.shape, tensor.dtype)).MoveToOuterDisposeScope();
    }

    private Tensor Bring(Tensor tensor) => tensor.to(DType, Device);
}
