using System.Buffers.Binary;
using System.IO.Compression;
using BlindVla.AssetGenerator.Images;

namespace BlindVla.AssetGenerator.Tests;

/// <summary>Reads 8-bit RGB files whose rows all use the Paeth filter, with the framework's decompressor.</summary>
internal static class PngFile
{
    public static Picture Decode(byte[] file)
    {
        var header = file.AsSpan(16);
        var picture = new Picture(BinaryPrimitives.ReadInt32BigEndian(header), BinaryPrimitives.ReadInt32BigEndian(header[4..]));
        Assert.That(header.Slice(8, 5).ToArray(), Is.EqualTo(new byte[] { 8, 2, 0, 0, 0 }), "8 bits, RGB, not interlaced");
        var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(33));
        using var zlib = new ZLibStream(new MemoryStream(file, 41, length), CompressionMode.Decompress);
        var stride = picture.Width * 3;
        var row = new byte[stride + 1];
        for (var y = 0; y < picture.Height; y++)
        {
            zlib.ReadExactly(row);
            Assert.That(row[0], Is.EqualTo(4), "filter");
            for (var i = 0; i < stride; i++)
            {
                var at = (y * stride) + i;
                int a = i >= 3 ? picture.Pixels[at - 3] : 0;
                int b = y > 0 ? picture.Pixels[at - stride] : 0;
                int c = i >= 3 && y > 0 ? picture.Pixels[at - stride - 3] : 0;
                var (pa, pb, pc) = (Math.Abs(b - c), Math.Abs(a - c), Math.Abs(a + b - c - c));
                picture.Pixels[at] = (byte)(row[i + 1] + (pa <= pb && pa <= pc ? a : pb <= pc ? b : c));
            }
        }
        // Reading to the end makes the framework check the Adler checksum.
        Assert.That(zlib.ReadByte(), Is.EqualTo(-1), "bytes after the last row");
        return picture;
    }
}
