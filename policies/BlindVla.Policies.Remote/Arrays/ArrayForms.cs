using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;

namespace BlindVla.Policies.Remote;

/// <summary>Tells the maps that stand for arrays from all others, in every dialect, and makes arrays of them.</summary>
internal static class ArrayForms
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Of json_numpy's values.</summary>
    public const string Base64Key = "__numpy__";

    /// <returns>The array, or one number, that the map stands for; the map itself where it stands for none.</returns>
    /// <exception cref="WireException">It stands for an array that is not read, or whose parts contradict each other.</exception>
    public static WireValue Recognise(WireValue.Map map)
    {
        foreach (var (key, _) in map.Entries)
        {
            switch (key)
            {
                case "__ndarray__":
                    Require(map, "__ndarray__", "data", "dtype", "shape");
                    return Whole(map, TextOf(map, "dtype"));
                case "__npgeneric__":
                    Require(map, "__npgeneric__", "data", "dtype");
                    return Scalar(map);
                case "__ndarray_class__":
                    Require(map, "__ndarray_class__", "as_npy");
                    return new WireValue.Numbers(NpyArray.Decode(BytesOf(map, "as_npy")));
                case Base64Key:
                    Require(map, Base64Key, "dtype", "shape");
                    return Base64(map);
                case "nd" when map["nd"] is WireValue.Flag:
                    return MsgpackNumpy(map);
                case "complex" when map["complex"] is WireValue.Flag && map["data"] is not null:
                    throw new WireException("a complex number is not read");
            }
        }
        return map;
    }

    /// <summary>Keys and descriptors come as text from some peers and as bytes from others.</summary>
    public static string TextOf(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return Utf8.GetString(utf8);
        }
        catch (DecoderFallbackException e)
        {
            throw new WireException($"a text is not UTF-8: byte {e.Index} of it is none that could be there", e);
        }
    }

    private static WireValue.Numbers MsgpackNumpy(WireValue.Map map)
    {
        var kind = map["kind"] is null ? "" : TextOf(map, "kind");
        if (kind is "V" or "O" or "c")
        {
            throw new WireException(
                $"an array of kind {kind} ({(kind == "O" ? "a pickle, which could run a program" : "structured or complex")}) is not read"
            );
        }
        if (map["nd"] is WireValue.Flag { Value: true })
        {
            Require(map, "nd", "type", "shape", "data");
            return Whole(map, TextOf(map, "type"));
        }
        Require(map, "nd", "type", "data");
        return new(Array(TextOf(map, "type"), [], BytesOf(map, "data")));
    }

    private static WireValue.Numbers Whole(WireValue.Map map, string descriptor)
    {
        if (map["nd"] is null)
            RequireTrue(map, "__ndarray__");
        return new(Array(descriptor, ShapeOf(map), BytesOf(map, "data")));
    }

    private static WireValue.Numbers Scalar(WireValue.Map map)
    {
        RequireTrue(map, "__npgeneric__");
        var (type, _) = ElementTypes.Parse(TextOf(map, "dtype"));
        var value = map["data"];
        // Through the widest type of its family, as NumPy does; what does not fit is refused instead of wrapped.
        var element = (type, value) switch
        {
            (ElementType.Bool, WireValue.Flag flag) => [flag.Value ? (byte)1 : (byte)0],
            (ElementType.Float64, WireValue.Real or WireValue.Integer) => Element(RealOf(value)),
            (ElementType.Float32, WireValue.Real or WireValue.Integer) => Element((float)RealOf(value)),
            (ElementType.Float16, WireValue.Real or WireValue.Integer) => Element((Half)RealOf(value)),
            (ElementType.Int8, WireValue.Integer { Value: >= sbyte.MinValue and <= sbyte.MaxValue } n) => Element((sbyte)n.Value),
            (ElementType.UInt8, WireValue.Integer { Value: >= byte.MinValue and <= byte.MaxValue } n) => Element((byte)n.Value),
            (ElementType.Int16, WireValue.Integer { Value: >= short.MinValue and <= short.MaxValue } n) => Element((short)n.Value),
            (ElementType.UInt16, WireValue.Integer { Value: >= ushort.MinValue and <= ushort.MaxValue } n) => Element((ushort)n.Value),
            (ElementType.Int32, WireValue.Integer { Value: >= int.MinValue and <= int.MaxValue } n) => Element((int)n.Value),
            (ElementType.UInt32, WireValue.Integer { Value: >= uint.MinValue and <= uint.MaxValue } n) => Element((uint)n.Value),
            (ElementType.Int64 or ElementType.UInt64, WireValue.Integer n) when type == ElementType.Int64 || n.Value >= 0 => Element(
                n.Value
            ),
            _ => throw new WireException($"a number of type {ElementTypes.Descriptor(type)}: found {value!.Kind}"),
        };
        return new(new NumericArray(type, [], element));
    }

    private static double RealOf(WireValue? value) => value is WireValue.Real real ? real.Value : ((WireValue.Integer)value!).Value;

    private static byte[] Element<T>(T value)
        where T : struct => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(ref value)).ToArray();

    private static WireValue.Numbers Base64(WireValue.Map map)
    {
        if (map[Base64Key] is WireValue.Binary { Value: var bytes })
            return new(Array(TextOf(map, "dtype"), ShapeOf(map), bytes));
        var text = TextOf(map, Base64Key);
        var data = new byte[(text.Length / 4 * 3) + 3];
        return Convert.TryFromBase64String(text, data, out var length)
            ? new(Array(TextOf(map, "dtype"), ShapeOf(map), data.AsMemory(0, length)))
            : throw new WireException("an array's values: expected base64, found other text");
    }

    private static NumericArray Array(string descriptor, ImmutableArray<int> shape, ReadOnlyMemory<byte> data)
    {
        var (type, isBigEndian) = ElementTypes.Parse(descriptor);
        var array = new NumericArray(type, shape, data);
        return isBigEndian ? new(type, shape, ElementTypes.Swapped(data, ElementTypes.Size(type))) : array;
    }

    private static void Require(WireValue.Map map, params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (map[key] is null)
                throw new WireException($"an array's '{key}' is missing; found {map.Kind}");
        }
    }

    private static void RequireTrue(WireValue.Map map, string key)
    {
        if (map[key] is not WireValue.Flag { Value: true })
            throw new WireException($"an array's '{key}': expected true, found {map[key]!.Kind}");
    }

    private static string TextOf(WireValue.Map map, string key) =>
        map[key] switch
        {
            WireValue.Text text => text.Value,
            WireValue.Binary binary => TextOf(binary.Value.Span),
            var other => throw new WireException($"an array's '{key}': expected a text, found {other!.Kind}"),
        };

    private static ReadOnlyMemory<byte> BytesOf(WireValue.Map map, string key) =>
        map[key] is WireValue.Binary binary
            ? binary.Value
            : throw new WireException($"an array's '{key}': expected bytes, found {map[key]!.Kind}");

    private static ImmutableArray<int> ShapeOf(WireValue.Map map) =>
        map["shape"] is WireValue.Sequence lengths
            ? [.. lengths.Items.Select(LengthOf)]
            : throw new WireException($"an array's 'shape': expected a list of lengths, found {map["shape"]!.Kind}");

    private static int LengthOf(WireValue length) =>
        length is WireValue.Integer { Value: >= 0 and <= int.MaxValue } whole
            ? (int)whole.Value
            : throw new WireException($"an array's 'shape': expected whole numbers of at least 0, found {length.Kind}");
}
