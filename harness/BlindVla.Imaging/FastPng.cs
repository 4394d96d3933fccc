using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;

namespace BlindVla.Imaging;

/// <summary>
/// PNG as data sets have it, a few hundred thousand small pictures: 8-bit RGB, written and read several times faster than a library does
/// that can do everything. What is read and is another PNG, or another format, is left to <see cref="PictureFile"/>.
/// </summary>
public static class FastPng
{
    private const int HeaderLength = 13;
    private const int ChunkOverhead = 12; // length, type, checksum
    private const byte Rgb8 = 2; // the colour type

    /// <summary>
    /// The filter of all rows that are written: files of small pictures are 1 % longer than by the usual choice of filters, and read twice
    /// as fast.
    /// </summary>
    private const byte Up = 2;

    private const byte None = 0;

    /// <summary>Room for all that is not pixels, of a picture that is stored as it is, too.</summary>
    private const int Overhead = 4096;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Bytes whose checksum is looked up at a time.</summary>
    private const int Slice = 8;

    /// <summary>Of each value of a byte, with so many bytes of 0 behind it as the row says.</summary>
    private static readonly uint[][] Checksums = MakeChecksums();

    /// <summary>A file's content.</summary>
    /// <param name="compression">Fast, or none, where it is read once and forgotten.</param>
    public static byte[] Encode(Picture picture, CompressionLevel compression = CompressionLevel.Optimal)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        BinaryPrimitives.WriteInt32BigEndian(header, picture.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], picture.Height);
        (header[8], header[9]) = (8, Rgb8);
        // Half of it is what most pictures pack to.
        var room = picture.Rgb.Length / (compression == CompressionLevel.NoCompression ? 1 : 2);
        var file = new MemoryStream(room + Overhead);
        file.Write(Signature);
        WriteChunk(file, "IHDR"u8, header);
        var begin = (int)file.Length;
        file.Write("    IDAT"u8);
        using (var zlib = new ZLibStream(file, compression, leaveOpen: true))
            WriteRows(zlib, picture, compression == CompressionLevel.NoCompression ? None : Up);
        EndChunk(file, begin);
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    /// <param name="filter">A filter is for what packs.</param>
    private static void WriteRows(Stream packed, Picture picture, byte filter)
    {
        var filtered = new byte[1 + (picture.Width * Picture.Channels)];
        filtered[0] = filter;
        ReadOnlySpan<byte> above = new byte[filtered.Length - 1];
        for (var y = 0; y < picture.Height; y++)
        {
            var row = picture.Row(y);
            if (filter == None)
            {
                row.CopyTo(filtered.AsSpan(1));
            }
            else
            {
                for (var i = 0; i < row.Length; i++)
                    filtered[1 + i] = (byte)(row[i] - above[i]);
            }
            packed.Write(filtered);
            above = row;
        }
    }

    /// <exception cref="InvalidDataException">It is no picture, too large, or damaged.</exception>
    public static Picture Decode(ReadOnlyMemory<byte> file)
    {
        try
        {
            return TryDecode(file.Span) ?? PictureFile.Decode(file.ToArray());
        }
        catch (Exception e) when (e is EndOfStreamException or IOException)
        {
            throw new InvalidDataException($"the picture is damaged: {e.Message}", e);
        }
    }

    private static Picture? TryDecode(ReadOnlySpan<byte> content)
    {
        if (!content.StartsWith(Signature))
        {
            return null;
        }
        var (width, height) = (0, 0);
        var packed = new MemoryStream(content.Length);
        for (var at = Signature.Length; at + ChunkOverhead <= content.Length; )
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(content[at..]);
            var type = content.Slice(at + 4, 4);
            if (length < 0 || length > content.Length - at - ChunkOverhead)
            {
                return null;
            }
            var data = content.Slice(at + 8, length);
            if (type.SequenceEqual("IHDR"u8) && length == HeaderLength)
            {
                (width, height) = (BinaryPrimitives.ReadInt32BigEndian(data), BinaryPrimitives.ReadInt32BigEndian(data[4..]));
                // Depth, colour, compression, filter, interlacing.
                if (!data[8..].SequenceEqual((ReadOnlySpan<byte>)[8, Rgb8, 0, 0, 0]))
                {
                    return null;
                }
            }
            else if (type.SequenceEqual("IDAT"u8))
            {
                packed.Write(data);
            }
            else if (type.SequenceEqual("IEND"u8))
            {
                break;
            }
            else if ((type[0] & 0x20) == 0)
            {
                return null; // something that must be understood
            }
            at += length + ChunkOverhead;
        }
        if (width is < 1 or > PictureFile.MaxEdge || height is < 1 or > PictureFile.MaxEdge)
        {
            return null;
        }
        packed.Position = 0;
        using var zlib = new ZLibStream(packed, CompressionMode.Decompress);
        return Unfilter(zlib, width, height);
    }

    private static Picture? Unfilter(Stream rows, int width, int height)
    {
        const int left = Picture.Channels;
        var stride = width * Picture.Channels;
        var rgb = GC.AllocateUninitializedArray<byte>(stride * height);
        ReadOnlySpan<byte> above = new byte[stride];
        // All at once: a row at a time costs as much in calls as in bytes.
        var filtered = GC.AllocateUninitializedArray<byte>((1 + stride) * height);
        rows.ReadExactly(filtered);
        for (var y = 0; y < height; y++)
        {
            var row = rgb.AsSpan(y * stride, stride);
            var from = filtered.AsSpan(y * (1 + stride), 1 + stride);
            from[1..].CopyTo(row);
            switch (from[0])
            {
                case None:
                    break;
                case 1:
                    for (var i = left; i < row.Length; i++)
                        row[i] += row[i - left];
                    break;
                case Up:
                    Add(row, above);
                    break;
                case 3:
                    for (var i = 0; i < row.Length; i++)
                        row[i] += (byte)((above[i] + (i < left ? 0 : row[i - left])) / 2);
                    break;
                case 4:
                    for (var i = 0; i < left; i++)
                        row[i] += above[i];
                    for (var i = left; i < row.Length; i++)
                        row[i] += Predict(row[i - left], above[i], above[i - left]);
                    break;
                default:
                    return null;
            }
            above = row;
        }
        return new(width, height, rgb);
    }

    private static void Add(Span<byte> row, ReadOnlySpan<byte> above)
    {
        var i = 0;
        for (; i <= row.Length - Vector<byte>.Count; i += Vector<byte>.Count)
            (new Vector<byte>(row[i..]) + new Vector<byte>(above[i..])).CopyTo(row[i..]);
        for (; i < row.Length; i++)
            row[i] += above[i];
    }

    /// <summary>Paeth's predictor.</summary>
    private static byte Predict(byte left, byte above, byte corner)
    {
        var (toLeft, toAbove) = (Math.Abs(above - corner), Math.Abs(left - corner));
        var toCorner = Math.Abs(left + above - (2 * corner));
        return toLeft <= toAbove && toLeft <= toCorner ? left
            : toAbove <= toCorner ? above
            : corner;
    }

    private static void WriteChunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        var begin = (int)file.Length;
        file.Write("    "u8);
        file.Write(type);
        file.Write(data);
        EndChunk(file, begin);
    }

    /// <summary>Writes the length before a chunk's type and data, and their checksum behind them.</summary>
    private static void EndChunk(MemoryStream file, int begin)
    {
        var written = file.GetBuffer().AsSpan(begin, (int)file.Length - begin);
        BinaryPrimitives.WriteInt32BigEndian(written, written.Length - 8);
        Span<byte> checksum = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(checksum, ~Checksum(uint.MaxValue, written[4..]));
        file.Write(checksum);
    }

    /// <summary>CRC-32 as PNG and zip have it, eight bytes at a time (Kounavis and Berry 2008, IEEE Transactions on Computers
    /// 57:1550).</summary>
    private static uint Checksum(uint checksum, ReadOnlySpan<byte> data)
    {
        for (; data.Length >= Slice; data = data[Slice..])
        {
            var (low, high) = (
                BinaryPrimitives.ReadUInt32LittleEndian(data) ^ checksum,
                BinaryPrimitives.ReadUInt32LittleEndian(data[4..])
            );
            checksum =
                Checksums[7][(byte)low]
                ^ Checksums[6][(byte)(low >> 8)]
                ^ Checksums[5][(byte)(low >> 16)]
                ^ Checksums[4][low >> 24]
                ^ Checksums[3][(byte)high]
                ^ Checksums[2][(byte)(high >> 8)]
                ^ Checksums[1][(byte)(high >> 16)]
                ^ Checksums[0][high >> 24];
        }
        foreach (var value in data)
        {
            checksum = Checksums[0][(byte)(checksum ^ value)] ^ (checksum >> 8);
        }
        return checksum;
    }

    private static uint[][] MakeChecksums()
    {
        var tables = new uint[Slice][];
        for (var row = 0; row < Slice; row++)
        {
            tables[row] = new uint[256];
            for (var i = 0u; i < 256; i++)
            {
                var checksum = row == 0 ? i : tables[row - 1][i];
                for (var bit = 0; bit < 8; bit++)
                {
                    checksum = (checksum & 1) == 1 ? 0xEDB88320 ^ (checksum >> 1) : checksum >> 1;
                }
                tables[row][i] = checksum;
            }
        }
        return tables;
    }
}
