using System.Buffers.Binary;
using System.Collections.Immutable;

namespace BlindVla.Imaging;

/// <summary>
/// A short film every browser plays, without a video encoder to install: still pictures of the library in the container of the format
/// (https://developers.google.com/speed/webp/docs/riff_container). Of each frame only the box that changed is kept; the last one is whole,
/// so that a film's end can be shown without playing it.
/// </summary>
public static class AnimatedWebp
{
    private const int Quality = 75; // of 100; about 2 KB a frame of 320 x 240

    private const int ChunkHeaderLength = 8; // four letters and the length of what follows
    private const int FileHeaderLength = 12; // RIFF, its length, WEBP
    private const int FrameHeaderLength = 16; // place, size, duration, flags
    private const byte HasAnimation = 0x02;
    private const byte Overwrite = 0x02; // a frame replaces what is below it

    /// <param name="frames">All of one size, at least one.</param>
    /// <param name="period">How long each is shown.</param>
    public static byte[] Encode(IReadOnlyList<Picture> frames, TimeSpan period)
    {
        var (width, height) = (frames[0].Width, frames[0].Height);
        using var file = new MemoryStream();
        file.Write("RIFF\0\0\0\0WEBP"u8);
        WriteChunk(file, "VP8X"u8, [HasAnimation, 0, 0, 0, .. UInt24(width - 1), .. UInt24(height - 1)]);
        WriteChunk(file, "ANIM"u8, [0, 0, 0, 0, 0, 0]); // black, played for ever
        for (var i = 0; i < frames.Count; i++)
        {
            var (left, top, boxWidth, boxHeight) =
                i == 0 || i == frames.Count - 1 ? (0, 0, width, height) : Change(frames[i - 1], frames[i]);
            var still = PictureFile.EncodeWebp(frames[i].Cut(left, top, boxWidth, boxHeight), Quality);
            WriteChunk(
                file,
                "ANMF"u8,
                [
                    .. UInt24(left / 2),
                    .. UInt24(top / 2),
                    .. UInt24(boxWidth - 1),
                    .. UInt24(boxHeight - 1),
                    .. UInt24((int)period.TotalMilliseconds),
                    Overwrite,
                    .. still.AsSpan(FileHeaderLength),
                ]
            );
        }
        var bytes = file.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), bytes.Length - ChunkHeaderLength);
        return bytes;
    }

    /// <summary>The last frame of a film that <see cref="Encode"/> made.</summary>
    /// <exception cref="InvalidDataException">It is no such film, or damaged.</exception>
    public static Picture LastFrame(ReadOnlySpan<byte> film) => Still(film[Frames(film)[^1]]);

    /// <summary>Every frame of such a film.</summary>
    /// <exception cref="InvalidDataException">It is no such film, or damaged.</exception>
    public static ImmutableArray<Picture> Read(ReadOnlySpan<byte> film)
    {
        var frames = ImmutableArray.CreateBuilder<Picture>();
        foreach (var range in Frames(film))
        {
            var content = film[range];
            var still = Still(content);
            if (frames.Count == 0)
            {
                frames.Add(still);
                continue;
            }
            // What did not change is in the frame before.
            var canvas = new Canvas(frames[0].Width, frames[0].Height);
            canvas.Draw(frames[^1], 0, 0);
            var (left, top) = (2 * UInt24(content), 2 * UInt24(content[3..]));
            if (left + still.Width > canvas.Width || top + still.Height > canvas.Height)
            {
                throw new InvalidDataException("a frame of the film stands out of it");
            }
            canvas.Draw(still, left, top);
            frames.Add(canvas.Picture);
        }
        return frames.ToImmutable();
    }

    /// <summary>Where the frames are, heads included.</summary>
    private static List<Range> Frames(ReadOnlySpan<byte> film)
    {
        if (film.Length < FileHeaderLength || BinaryPrimitives.ReadUInt32LittleEndian(film[4..]) != film.Length - ChunkHeaderLength)
        {
            throw new InvalidDataException("the film breaks off");
        }
        var frames = new List<Range>();
        for (var at = FileHeaderLength; at < film.Length; )
        {
            var length = at + ChunkHeaderLength <= film.Length ? BinaryPrimitives.ReadUInt32LittleEndian(film[(at + 4)..]) : uint.MaxValue;
            if (length > film.Length - at - ChunkHeaderLength)
            {
                throw new InvalidDataException("the film breaks off");
            }
            if (film.Slice(at, 4).SequenceEqual("ANMF"u8) && length > FrameHeaderLength)
            {
                frames.Add((at + ChunkHeaderLength)..(at + ChunkHeaderLength + (int)length));
            }
            at += ChunkHeaderLength + (int)length + ((int)length & 1);
        }
        return frames.Count > 0 ? frames : throw new InvalidDataException("the film has no frames");
    }

    private static Picture Still(ReadOnlySpan<byte> frame)
    {
        byte[] still = [.. "RIFF\0\0\0\0WEBP"u8, .. frame[FrameHeaderLength..]];
        BinaryPrimitives.WriteInt32LittleEndian(still.AsSpan(4), still.Length - ChunkHeaderLength);
        return PictureFile.Decode(still);
    }

    /// <summary>The smallest box with every pixel that differs; its left and top are even, as the format wants them.</summary>
    private static (int Left, int Top, int Width, int Height) Change(Picture before, Picture after)
    {
        var (left, top, right, bottom) = (after.Width, after.Height, 0, 0);
        for (var y = 0; y < after.Height; y++)
        {
            var old = before.Row(y);
            var now = after.Row(y);
            var same = old.CommonPrefixLength(now);
            if (same == now.Length)
            {
                continue;
            }
            (top, bottom) = (Math.Min(top, y), y + 1);
            left = Math.Min(left, same / Picture.Channels);
            var end = now.Length;
            while (old[end - 1] == now[end - 1])
            {
                end--;
            }
            right = Math.Max(right, (end + Picture.Channels - 1) / Picture.Channels);
        }
        // Where nothing changed a frame still has its turn.
        return right == 0 ? (0, 0, 1, 1) : (left & ~1, top & ~1, right - (left & ~1), bottom - (top & ~1));
    }

    private static void WriteChunk(MemoryStream file, ReadOnlySpan<byte> name, ReadOnlySpan<byte> content)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, content.Length);
        file.Write(name);
        file.Write(length);
        file.Write(content);
        if (content.Length % 2 == 1)
        {
            file.WriteByte(0);
        }
    }

    private static int UInt24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);

    private static byte[] UInt24(int value) => [(byte)value, (byte)(value >> 8), (byte)(value >> 16)];
}
