using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace BlindVla.Files;

/// <summary>An array of float32 in NumPy's format 1.0, as <c>numpy.load</c> reads it.</summary>
public static class NpyFile
{
    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0];

    /// <param name="shape">Two or three numbers, whose product is the number of values.</param>
    public static byte[] Encode(ReadOnlySpan<float> values, params ReadOnlySpan<int> shape)
    {
        var header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({string.Join(", ", shape.ToArray())}), }}";
        // The format wants the values to begin at a multiple of 64 bytes, and the header to end with a line feed.
        var start = (Magic.Length + sizeof(ushort) + header.Length + 1 + 63) / 64 * 64;
        var file = new byte[start + (values.Length * sizeof(float))];
        Magic.CopyTo(file);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(Magic.Length), (ushort)(start - Magic.Length - sizeof(ushort)));
        var text = file.AsSpan(Magic.Length + sizeof(ushort), start - Magic.Length - sizeof(ushort));
        text.Fill((byte)' ');
        Encoding.ASCII.GetBytes(header, text);
        text[^1] = (byte)'\n';
        MemoryMarshal.AsBytes(values).CopyTo(file.AsSpan(start));
        return file;
    }

    /// <exception cref="FormatException">It is not such a file.</exception>
    public static (float[] Values, int[] Shape) Decode(ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith(Magic) || file.Length < Magic.Length + sizeof(ushort))
        {
            throw new FormatException("not a NumPy file of format 1.0");
        }
        var start = Magic.Length + sizeof(ushort) + BinaryPrimitives.ReadUInt16LittleEndian(file[Magic.Length..]);
        var header = file.Length >= start ? Encoding.ASCII.GetString(file[(Magic.Length + sizeof(ushort))..start]) : "";
        const string Opening = "{'descr': '<f4', 'fortran_order': False, 'shape': (";
        var numbers =
            header.StartsWith(Opening, StringComparison.Ordinal) && header.IndexOf(')') is var end && end > 0
                ? header[Opening.Length..end].Split(',', StringSplitOptions.TrimEntries)
                : [];
        var shape = new int[numbers.Length];
        if (
            shape.Length is not (2 or 3)
            || !numbers.Index().All(n => int.TryParse(n.Item, NumberStyles.None, CultureInfo.InvariantCulture, out shape[n.Index]))
        )
        {
            throw new FormatException("not an array of float32 in row order, of two or three dimensions");
        }
        var expected = shape.Aggregate((Int128)sizeof(float), (product, length) => product * length);
        return file.Length - start == expected
            ? (MemoryMarshal.Cast<byte, float>(file[start..]).ToArray(), shape)
            : throw new FormatException($"{file.Length - start} bytes of values, expected {expected} for {string.Join(" x ", shape)}");
    }
}
