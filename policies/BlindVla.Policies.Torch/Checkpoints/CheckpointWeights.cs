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

    /// <param name="device">Where the tensors go; on <c>META</c> they are only checked, and nothing is read.</param>
    /// <param name="adapter">Low-rank updates on top; null for none.</param>
    /// <param name="merge">Add the updates to the weights; otherwise they are computed beside them and can be trained.</param>
    public CheckpointWeights(Checkpoint checkpoint, ScalarType type, Device device, LoraAdapter? adapter = null, bool merge = true) =>
        (_checkpoint, DType, Device, _adapter, _merge) = (checkpoint, type, device, adapter, merge);

    public ScalarType DType { get; }

    public Device Device { get; }

    /// <summary>Every tensor a network has taken, by name; with unmerged adapters also theirs, by PEFT's names.</summary>
    public IReadOnlyDictionary<string, Tensor> Taken => _taken;

    /// <summary>Paths of the files that the tensors are in.</summary>
    public IEnumerable<string> Files => _adapter is null ? _checkpoint.Files : _checkpoint.Files.Append(_adapter.WeightsPath);

    /// <summary>What is in the folders and has no effect, each a sentence.</summary>
    public IEnumerable<string> Notes => _adapter is null ? _checkpoint.Notes : _checkpoint.Notes.Concat(_adapter.Notes);

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
            using var scope = NewDisposeScope();
            lowRank = new(
                Bring(pair.Down, pair.ReadDown()).DetachFromDisposeScope(),
                Bring(pair.Up, pair.ReadUp()).DetachFromDisposeScope(),
                pair.Scale
            );
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
        string[] extra =
        [
            .. _checkpoint
                .Names.Where(name => !_taken.ContainsKey(name) && !mayBeUnused(name))
                .Select(name => $"{name}: extra, the network has no such tensor"),
        ];
        if (_problems.Count + extra.Length > 0)
        {
            var first = _checkpoint.Names.FirstOrDefault("").Split('.')[0];
            string[] wrapped = _checkpoint.Names.All(name => name.StartsWith($"{first}.", StringComparison.Ordinal))
                ? [$"every name begins with '{first}.': save the model inside its wrapper, as of DistributedDataParallel model.module"]
                : [];
            throw new CheckpointException(
                Listing.Lines($"the weights of {_checkpoint.Folder} do not fit its config", wrapped, _problems, extra)
            );
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
            _problems.Add(
                found is null
                    ? $"{name}: missing, expected the shape [{string.Join(", ", shape)}]"
                    : $"{name}: expected the shape [{string.Join(", ", shape)}], found {found.ShapeText}"
            );
            return Nothing(shape);
        }
        if (found.Type is not (ScalarType.Float64 or ScalarType.Float32 or ScalarType.Float16 or ScalarType.BFloat16))
        {
            _problems.Add($"{name}: expected floating-point numbers, found {found.Type}; quantised weights are not read");
            return Nothing(shape);
        }
        if (Device.type == TorchSharp.DeviceType.META)
        {
            return Nothing(shape);
        }
        using var scope = NewDisposeScope();
        var tensor = _adapter?.Replacement(name) is { } replacement
            ? _adapter.Read(replacement).to_type(found.Type)
            : _checkpoint.Read(name);
        var pair = _merge && name.EndsWith(".weight", StringComparison.Ordinal) ? _adapter?.Find(name[..^".weight".Length]) : null;
        if (pair is not null)
        {
            tensor = tensor.Plus(pair.Delta(tensor.shape, tensor.dtype));
        }
        return Bring(name, tensor).MoveToOuterDisposeScope();
    }

    /// <summary>Something of this shape that has no memory of its own.</summary>
    private Tensor Nothing(long[] shape)
    {
        using var scope = NewDisposeScope();
        return zeros(1, DType, Device).expand(shape).MoveToOuterDisposeScope();
    }

    private Tensor Bring(string name, Tensor tensor)
    {
        using var scope = NewDisposeScope();
        if (!isfinite(tensor).all().item<bool>())
        {
            _problems.Add($"{name}: has values that are not finite");
        }
        return tensor.to(DType, Device).MoveToOuterDisposeScope();
    }
}
