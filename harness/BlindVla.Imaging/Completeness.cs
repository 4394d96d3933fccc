using System.Buffers.Binary;
using System.IO.Compression;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Png;

namespace BlindVla.Imaging;

/// <summary>Whether a file has all of its picture: the library's decoders show what there is and leave the rest black.</summary>
internal static class Completeness
{
    // The passes of an interlaced PNG: the first column and row of each, and the steps between them.
    private static readonly (int X, int Y, int StepX, int StepY)[] Adam7 =
    [
        (0, 0, 8, 8),
        (4, 0, 8, 8),
        (0, 4, 4, 8),
        (2, 0, 4, 4),
        (0, 2, 2, 4),
        (1, 0, 2, 2),
        (0, 1, 1, 2),
    ];

    /// <param name="file">Of which the library could read the header.</param>
    public static bool IsWhole(byte[] file, IImageFormat format) =>
        format switch
        {
            PngFormat => IsWholePng(file),
            GifFormat => IsWholeGif(file),
            _ => BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(4)) <= file.Length - 8, // what a WebP's first chunk says
        };

    /// <summary>All chunks to the last, and in them as many bytes as the header asks for.</summary>
    private static bool IsWholePng(byte[] file)
    {
        using var pixels = new MemoryStream();
        for (var at = 8; at + 12 <= file.Length; ) // length, type, data and checksum
        {
            var (length, type) = (
                BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at)),
                BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 4))
            );
            if (length > file.Length - at - 12)
            {
                return false;
            }
            if (type == 0x49444154) // IDAT
            {
                pixels.Write(file, at + 8, (int)length);
            }
            else if (type == 0x49454E44) // IEND
            {
                pixels.Position = 0;
                return Inflates(pixels, PngBytes(file.AsSpan(16)));
            }
            at += (int)length + 12;
        }
        return false;
    }

    private static bool Inflates(MemoryStream pixels, long bytes)
    {
        using var inflated = new ZLibStream(pixels, CompressionMode.Decompress);
        var buffer = new byte[1 << 16];
        var read = 1;
        while (bytes > 0 && read > 0)
        {
            read = inflated.Read(buffer, 0, (int)Math.Min(buffer.Length, bytes));
            bytes -= read;
        }
        return bytes == 0;
    }

    /// <summary>Of the rows, each with the byte of its filter, before they are compressed.</summary>
    private static long PngBytes(ReadOnlySpan<byte> header)
    {
        var (width, height) = (BinaryPrimitives.ReadInt32BigEndian(header), BinaryPrimitives.ReadInt32BigEndian(header[4..]));
        var samples = header[9] switch
        {
            2 => 3,
            4 => 2,
            6 => 4,
            _ => 1,
        }; // RGB, grey and alpha, RGB and alpha; grey or palette
        var bits = (long)samples * header[8];
        return header[12] == 0
            ? Bytes(width, height)
            : Adam7.Sum(pass => Bytes(Count(width, pass.X, pass.StepX), Count(height, pass.Y, pass.StepY)));

        long Bytes(long columns, long rows) => columns == 0 ? 0 : rows * (1 + (((columns * bits) + 7) / 8));
        static long Count(int size, int first, int step) => size <= first ? 0 : (size - first + step - 1) / step;
    }

    /// <summary>All blocks to the trailer.</summary>
    private static bool IsWholeGif(byte[] file)
    {
        var at = 13 + PaletteBytes(file[10]);
        while (at < file.Length)
        {
            switch (file[at])
            {
                case 0x3B:
                    return true;
                case 0x2C when at + 10 < file.Length: // an image: place, size, palette, width of the first code
                    at += 11 + PaletteBytes(file[at + 9]);
                    break;
                case 0x21: // an extension
                    at += 2;
                    break;
                default:
                    return false;
            }
            while (at < file.Length && file[at] != 0)
            {
                at += file[at] + 1;
            }
            at++;
        }
        return false;

        static int PaletteBytes(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
    }
}
