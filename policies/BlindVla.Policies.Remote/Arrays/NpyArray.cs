using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace BlindVla.Policies.Remote;

/// <summary>An array as a NumPy file of format 1.0, of any type that crosses a wire.</summary>
internal static partial class NpyArray
{
    private const int Alignment = 64;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0];

    private static int HeaderAt => Magic.Length + sizeof(ushort);

    public static byte[] Encode(NumericArray array)
    {
        // Python's tuples: one length has a comma behind it.
        var shape = array.Shape.Length == 1 ? $"{array.Shape[0]}," : string.Join(", ", array.Shape);
        var header = $"{{'descr': '{ElementTypes.Descriptor(array.Type)}', 'fortran_order': False, 'shape': ({shape}), }}";
        var start = (HeaderAt + header.Length + 1 + Alignment - 1) / Alignment * Alignment;
        var file = new byte[start + array.Data.Length];
        Magic.CopyTo(file);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(Magic.Length), (ushort)(start - HeaderAt));
        var text = file.AsSpan(HeaderAt, start - HeaderAt);
        text.Fill((byte)' ');
        Encoding.ASCII.GetBytes(header, text);
        text[^1] = (byte)'\n';
        array.Data.Span.CopyTo(file.AsSpan(start));
        return file;
    }

    /// <exception cref="WireException">It is not such a file, or of an array that is not read.</exception>
    public static NumericArray Decode(ReadOnlyMemory<byte> file)
    {
        var span = file.Span;
        if (!span.StartsWith(Magic) || span.Length < HeaderAt)
            throw new WireException("an array's 'as_npy': expected a NumPy file of format 1.0, found other bytes");
        var start = HeaderAt + BinaryPrimitives.ReadUInt16LittleEndian(span[Magic.Length..]);
        var header = start <= span.Length ? Encoding.ASCII.GetString(span[HeaderAt..start]).TrimEnd() : "";
        if (Header().Match(header) is not { Success: true } match)
        {
            throw new WireException(
                "an array's 'as_npy': expected a header with descr, fortran_order False and shape, found "
                    + $"'{WireException.Shown(header)}'"
            );
        }
        var shape = ImmutableArray.CreateBuilder<int>();
        foreach (var text in match.Groups["shape"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            shape.Add(
                int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                    ? length
                    : throw new WireException(
                        $"an array's shape: expected whole numbers of at least 0, found '{WireException.Shown(text)}'"
                    )
            );
        }
        var (type, isBigEndian) = ElementTypes.Parse(match.Groups["descr"].Value);
        var array = new NumericArray(type, shape.ToImmutable(), file[start..]);
        return isBigEndian ? new(type, array.Shape, ElementTypes.Swapped(array.Data, ElementTypes.Size(type))) : array;
    }

    [GeneratedRegex(
        @"^\{'descr': '(?<descr>[^']*)', 'fortran_order': False, 'shape': \((?<shape>[0-9, ]*)\),? *\}\z",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex Header();
}
