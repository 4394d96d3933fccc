using System.Buffers.Binary;

namespace BlindVla.AssetGenerator.Images;

/// <summary>
/// Writes PNG files. With its own compressor (<see cref="Deflate"/>), because those of zlib and its descendants give other bytes in
/// another version or on another processor, and the digest of the assets is part of a run's identity.
/// </summary>
internal static class Png
{
    private static readonly byte[] Signature = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];
    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(n => CrcOfByte((uint)n))];

    public static byte[] Encode(Picture picture)
    {
        using var file = new MemoryStream();
        file.Write(Signature);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, picture.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), picture.Height);
        header[8] = 8; // bits per sample
        header[9] = 2; // RGB
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "IDAT"u8, Zlib(Filtered(picture)));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    /// <summary>Each row as its difference from the Paeth prediction (PNG specification, section 9.4).</summary>
    private static byte[] Filtered(Picture picture)
    {
        var stride = picture.Width * 3;
        var filtered = new byte[(stride + 1) * picture.Height];
        for (var y = 0; y < picture.Height; y++)
        {
            var to = y * (stride + 1);
            filtered[to++] = 4; // Paeth
            for (var i = 0; i < stride; i++)
            {
                var at = (y * stride) + i;
                int left = i >= 3 ? picture.Pixels[at - 3] : 0;
                int above = y > 0 ? picture.Pixels[at - stride] : 0;
                int corner = i >= 3 && y > 0 ? picture.Pixels[at - stride - 3] : 0;
                var estimate = left + above - corner;
                var (toLeft, toAbove, toCorner) = (Math.Abs(estimate - left), Math.Abs(estimate - above), Math.Abs(estimate - corner));
                var prediction =
                    toLeft <= toAbove && toLeft <= toCorner ? left
                    : toAbove <= toCorner ? above
                    : corner;
                filtered[to + i] = (byte)(picture.Pixels[at] - prediction);
            }
        }
        return filtered;
    }

    private static byte[] Zlib(byte[] data)
    {
        var body = Deflate.Compress(data);
        var result = new byte[body.Length + 6];
        result[0] = 0x78; // deflate, 32 KiB window
        result[1] = 0x01;
        body.CopyTo(result, 2);
        BinaryPrimitives.WriteUInt32BigEndian(result.AsSpan(result.Length - 4), Adler32(data));
        return result;
    }

    private static void WriteChunk(Stream file, ReadOnlySpan<byte> type, byte[] data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(type);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(0xFFFFFFFF, type), data));
        file.Write(number);
    }

    private static uint Adler32(byte[] data)
    {
        uint a = 1,
            b = 0;
        foreach (var value in data)
        {
            a = (a + value) % 65521;
            b = (b + a) % 65521;
        }
        return (b << 16) | a;
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> data)
    {
        foreach (var value in data)
            crc = CrcTable[(crc ^ value) & 255] ^ (crc >> 8);
        return crc;
    }

    private static uint CrcOfByte(uint n)
    {
        for (var bit = 0; bit < 8; bit++)
            n = (n & 1) != 0 ? 0xEDB88320u ^ (n >> 1) : n >> 1;
        return n;
    }
}
