using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace BlindVla.Files;

/// <summary>A table of float32 in NumPy's format 1.0, as <c>numpy.load</c> reads it.</summary>
public static class NpyFile
{
    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0];

    public static byte[] Encode(ReadOnlySpan<float> values, int columns)
    {
        var header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({values.Length / columns}, {columns}), }}";
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
    public static (float[] Values, int Columns) Decode(ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith(Magic) || file.Length < Magic.Length + sizeof(ushort))
        {
            throw new FormatException("not a NumPy file of format 1.0");
        }
        var start = Magic.Length + sizeof(ushort) + BinaryPrimitives.ReadUInt16LittleEndian(file[Magic.Length..]);
        var header = file.Length >= start ? Encoding.ASCII.GetString(file[(Magic.Length + sizeof(ushort))..start]) : "";
        const string Opening = "{'descr': '<f4', 'fortran_order': False, 'shape': (";
        var shape = header.StartsWith(Opening, StringComparison.Ordinal) && header.IndexOf(')') is var end && end > 0
            ? header[Opening.Length..end].Split(',', StringSplitOptions.TrimEntries)
            : [];
        if (shape.Length != 2
            || !int.TryParse(shape[0], NumberStyles.None, CultureInfo.InvariantCulture, out var rows)
            || !int.TryParse(shape[1], NumberStyles.None, CultureInfo.InvariantCulture, out var columns))
        {
            throw new FormatException("not a table of float32 in row order");
        }
        if (file.Length - start != (long)rows * columns * sizeof(float))
        {
            throw new FormatException($"{file.Length - start} bytes of values, expected {(long)rows * columns * sizeof(float)} for {rows} x {columns}");
        }
        return (MemoryMarshal.Cast<byte, float>(file[start..]).ToArray(), columns);
    }
}
