using System.Buffers.Binary;

namespace BlindVla.Policies.Remote;

/// <summary>NumPy's type descriptors: byte order, kind, bytes of an element, e.g. <c>&lt;f4</c>.</summary>
internal static class ElementTypes
{
    private static readonly (ElementType Type, char Kind, int Size)[] All =
    [
        (ElementType.Bool, 'b', 1),
        (ElementType.Int8, 'i', 1),
        (ElementType.UInt8, 'u', 1),
        (ElementType.Int16, 'i', 2),
        (ElementType.UInt16, 'u', 2),
        (ElementType.Int32, 'i', 4),
        (ElementType.UInt32, 'u', 4),
        (ElementType.Int64, 'i', 8),
        (ElementType.UInt64, 'u', 8),
        (ElementType.Float16, 'f', 2),
        (ElementType.Float32, 'f', 4),
        (ElementType.Float64, 'f', 8),
    ];

    public static int Size(ElementType type) => All[(int)type].Size;

    public static char Kind(ElementType type) => All[(int)type].Kind;

    /// <summary>As NumPy writes it on a little-endian machine.</summary>
    public static string Descriptor(ElementType type) => $"{(Size(type) == 1 ? '|' : '<')}{Kind(type)}{Size(type)}";

    /// <returns>The type, and whether its bytes stand in big-endian order.</returns>
    /// <exception cref="WireException">It is another kind of array, or no descriptor.</exception>
    public static (ElementType Type, bool IsBigEndian) Parse(string descriptor)
    {
        var isOrdered = descriptor.Length == 3 && "<>=|".Contains(descriptor[0]);
        foreach (var (type, kind, size) in All)
        {
            if (isOrdered && descriptor[1] == kind && descriptor[2] == '0' + size && (descriptor[0] != '|' || size == 1))
                return (type, descriptor[0] == '>' && size > 1);
        }
        throw new WireException(
            $"an array's type: expected a descriptor of truth values, whole numbers or floating-point numbers such as <f4, found "
                + $"'{WireException.Shown(descriptor)}'; structured, object, complex and text arrays are not read"
        );
    }

    /// <summary>The same elements, little-endian.</summary>
    public static ReadOnlyMemory<byte> Swapped(ReadOnlyMemory<byte> data, int size)
    {
        var swapped = data.ToArray();
        for (var at = 0; at + size <= swapped.Length; at += size)
            swapped.AsSpan(at, size).Reverse();
        return swapped;
    }

    public static float ToSingle(ElementType type, ReadOnlySpan<byte> element) =>
        type switch
        {
            ElementType.Bool => element[0] == 0 ? 0 : 1,
            ElementType.Int8 => (sbyte)element[0],
            ElementType.UInt8 => element[0],
            ElementType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(element),
            ElementType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(element),
            ElementType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(element),
            ElementType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(element),
            ElementType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(element),
            ElementType.UInt64 => BinaryPrimitives.ReadUInt64LittleEndian(element),
            ElementType.Float16 => (float)BinaryPrimitives.ReadHalfLittleEndian(element),
            ElementType.Float32 => BinaryPrimitives.ReadSingleLittleEndian(element),
            _ => (float)BinaryPrimitives.ReadDoubleLittleEndian(element),
        };
}
