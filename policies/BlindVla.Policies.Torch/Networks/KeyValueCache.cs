using static TorchSharp.torch;

namespace BlindVla.Policies.Torch;

/// <summary>Keys and values of every block for the sequences so far, in memory reserved once.</summary>
internal sealed class KeyValueCache : IDisposable
{
    private readonly Tensor[] _keys;
    private readonly Tensor[] _values;
    private long _length;

    /// <param name="shape">[B, key-value heads, capacity, head size].</param>
    public KeyValueCache(int layers, long[] shape, ScalarType type, Device device)
    {
        _keys = [.. Enumerable.Range(0, layers).Select(_ => empty(shape, type, device))];
        _values = [.. Enumerable.Range(0, layers).Select(_ => empty(shape, type, device))];
    }

    /// <summary>Writes the new keys and values of one block behind the earlier ones; all of them, [B, heads, length, head size].</summary>
    public (Tensor Keys, Tensor Values) Append(int layer, Tensor keys, Tensor values)
    {
        var added = keys.size(2);
        _keys[layer].narrow(2, _length, added).copy_(keys);
        _values[layer].narrow(2, _length, added).copy_(values);
        return (_keys[layer].narrow(2, 0, _length + added), _values[layer].narrow(2, 0, _length + added));
    }

    /// <summary>To be called when every block has appended.</summary>
    public void Advance(long tokens) => _length += tokens;

    public void Dispose()
    {
        foreach (var tensor in _keys.Concat(_values))
        {
            tensor.Dispose();
        }
    }
}
