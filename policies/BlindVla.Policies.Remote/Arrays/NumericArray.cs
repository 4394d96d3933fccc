using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace BlindVla.Policies.Remote;

/// <summary>An array of numbers in row order, its bytes little-endian. Without a dimension it is one number.</summary>
public sealed class NumericArray
{
    private const int MaxDimensions = 32;

    /// <param name="data">Not copied.</param>
    /// <exception cref="WireException">There is another number of bytes than type and shape say.</exception>
    public NumericArray(ElementType type, ImmutableArray<int> shape, ReadOnlyMemory<byte> data)
    {
        if (shape.Length > MaxDimensions)
            throw new WireException($"an array's shape: expected at most {MaxDimensions} dimensions, found {shape.Length}");
        var bytes = (Int128)ElementTypes.Size(type);
        foreach (var length in shape)
        {
            if (length < 0)
                throw new WireException($"an array's shape: expected lengths of at least 0, found {length}");
            // No message is longer than a length can say, so that no product of two passes for a shorter one.
            bytes = Int128.Min(bytes * length, long.MaxValue);
        }
        (Type, Shape, Data) = (type, shape, data);
        if (bytes != data.Length)
            throw new WireException($"an array of {this} has {bytes} bytes, found {data.Length}");
    }

    public ElementType Type { get; }

    public ImmutableArray<int> Shape { get; }

    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>Float32, as policies speak it.</summary>
    public static NumericArray Of(ReadOnlySpan<float> values, params ImmutableArray<int> shape) =>
        new(ElementType.Float32, shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>Bytes, such as those of a picture; they are not copied.</summary>
    public static NumericArray Of(ReadOnlyMemory<byte> values, params ImmutableArray<int> shape) => new(ElementType.UInt8, shape, values);

    /// <summary>Its numbers as float32, rounded where they are more exact.</summary>
    public float[] ToSingles()
    {
        var size = ElementTypes.Size(Type);
        var values = new float[Data.Length / size];
        for (var i = 0; i < values.Length; i++)
            values[i] = ElementTypes.ToSingle(Type, Data.Span.Slice(i * size, size));
        return values;
    }

    /// <summary>The same float32 numbers as float64, which changes none of them.</summary>
    internal NumericArray ToDoubles()
    {
        var values = Array.ConvertAll(ToSingles(), value => (double)value);
        return new(ElementType.Float64, Shape, MemoryMarshal.AsBytes(values.AsSpan()).ToArray());
    }

    /// <summary>Type and shape, such as <c>&lt;f4 [1, 7]</c>.</summary>
    public override string ToString() => $"{ElementTypes.Descriptor(Type)} [{string.Join(", ", Shape)}]";
}
