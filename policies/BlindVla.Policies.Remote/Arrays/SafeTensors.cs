using System.Buffers.Binary;
using System.Collections.Immutable;

namespace BlindVla.Policies.Remote;

/// <summary>Arrays with names in the bytes of a safetensors file: the length of a header, a header of JSON, and the values.</summary>
internal static class SafeTensors
{
    private const int LengthBytes = 8;
    private const int Alignment = 8;
    private const string Metadata = "__metadata__";

    private static readonly (ElementType Type, string Name)[] Types =
    [
        (ElementType.Bool, "BOOL"),
        (ElementType.Int8, "I8"),
        (ElementType.UInt8, "U8"),
        (ElementType.Int16, "I16"),
        (ElementType.UInt16, "U16"),
        (ElementType.Int32, "I32"),
        (ElementType.UInt32, "U32"),
        (ElementType.Int64, "I64"),
        (ElementType.UInt64, "U64"),
        (ElementType.Float16, "F16"),
        (ElementType.Float32, "F32"),
        (ElementType.Float64, "F64"),
    ];

    public static byte[] Encode(IEnumerable<KeyValuePair<string, NumericArray>> arrays)
    {
        // The largest elements first, so that each is where its size asks for.
        KeyValuePair<string, NumericArray>[] ordered =
        [
            .. arrays.OrderByDescending(entry => ElementTypes.Size(entry.Value.Type)).ThenBy(entry => entry.Key, StringComparer.Ordinal),
        ];
        var entries = new List<(string, WireValue)>();
        var end = 0;
        foreach (var (name, array) in ordered)
        {
            entries.Add((name, Entry(array, end)));
            end += array.Data.Length;
        }
        var header = JsonArrays.Encode(new WireValue.Map(entries.ToArray()));
        var padded = (header.Length + Alignment - 1) / Alignment * Alignment;
        var bytes = new byte[LengthBytes + padded + end];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, padded);
        bytes.AsSpan(LengthBytes, padded).Fill((byte)' ');
        header.CopyTo(bytes, LengthBytes);
        var at = LengthBytes + padded;
        foreach (var (_, array) in ordered)
        {
            array.Data.Span.CopyTo(bytes.AsSpan(at));
            at += array.Data.Length;
        }
        return bytes;
    }

    /// <summary>The arrays are parts of the bytes, not copies.</summary>
    /// <exception cref="WireException">They are no such file.</exception>
    public static ImmutableDictionary<string, NumericArray> Decode(ReadOnlyMemory<byte> bytes)
    {
        var length = bytes.Length < LengthBytes ? -1 : BinaryPrimitives.ReadInt64LittleEndian(bytes.Span);
        if (length < 0 || length > bytes.Length - LengthBytes)
            throw new WireException($"expected the length of a safetensors header within {bytes.Length} bytes, found {length}");
        var header = JsonArrays.Decode(bytes.Slice(LengthBytes, (int)length), WireLimits.Default);
        if (header is not WireValue.Map map)
            throw new WireException($"a safetensors header: expected a map, found {header.Kind}");
        var data = bytes[(LengthBytes + (int)length)..];
        var arrays = ImmutableDictionary.CreateBuilder<string, NumericArray>();
        foreach (var (name, entry) in map.Entries.Where(entry => entry.Key != Metadata))
            arrays.Add(name, Array(WireException.Shown(name), entry, data));
        return arrays.ToImmutable();
    }

    private static WireValue.Map Entry(NumericArray array, int begin) =>
        new(
            ("dtype", new WireValue.Text(Types.First(type => type.Type == array.Type).Name)),
            ("shape", new WireValue.Sequence([.. array.Shape.Select(length => new WireValue.Integer(length))])),
            ("data_offsets", new WireValue.Sequence([new WireValue.Integer(begin), new WireValue.Integer(begin + array.Data.Length)]))
        );

    private static NumericArray Array(string name, WireValue value, ReadOnlyMemory<byte> data)
    {
        if (
            value is not WireValue.Map entry
            || entry["dtype"] is not WireValue.Text dtype
            || entry["shape"] is not WireValue.Sequence shape
            || !shape.Items.All(length => length is WireValue.Integer { Value: >= 0 and <= int.MaxValue })
            || entry["data_offsets"] is not WireValue.Sequence { Items: [WireValue.Integer begin, WireValue.Integer end] }
        )
        {
            throw new WireException($"the array '{name}': expected dtype, shape and data_offsets, found {value.Kind}");
        }
        if (begin.Value < 0 || end.Value < begin.Value || end.Value > data.Length)
            throw new WireException($"the array '{name}': expected offsets within {data.Length} bytes, found {begin.Value} to {end.Value}");
        var types = Types.Where(type => type.Name == dtype.Value).ToArray();
        return types is [var known]
            ? new(
                known.Type,
                [.. shape.Items.Select(length => (int)((WireValue.Integer)length).Value)],
                data[(int)begin.Value..(int)end.Value]
            )
            : throw new WireException($"the array '{name}': elements of type '{WireException.Shown(dtype.Value)}' are not read");
    }
}
