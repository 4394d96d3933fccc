using System.Buffers.Binary;
using System.IO.Compression;
using BlindVla.Core;

namespace BlindVla.Imaging.Tests;

public sealed class FastPngTests
{
    private static readonly Picture Noise = Random(37, 21);

    [Test]
    public void Encode_IsAPngThatTheLibraryReadsToThePixel([Values] CompressionLevel compression)
    {
        var file = FastPng.Encode(Noise, compression);
        var read = PictureFile.Decode(file);
        Assert.That(FastPng.Decode(file).Rgb.ToArray(), Is.EqualTo(Noise.Rgb.ToArray()));

        Assert.That((read.Width, read.Height), Is.EqualTo((Noise.Width, Noise.Height)));
        Assert.That(read.Rgb.ToArray(), Is.EqualTo(Noise.Rgb.ToArray()));
    }

    /// <summary>Readers of other languages look at it, and refuse a file without it.</summary>
    [Test]
    public void Encode_HasTheChecksumsOfItsChunks([Values(1, 2, 3, 7, 8, 9, 40)] int width)
    {
        var file = FastPng.Encode(Random(width, 3), CompressionLevel.NoCompression);

        var chunks = 0;
        for (var at = 8; at < file.Length; chunks++)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            var checksum = uint.MaxValue;
            foreach (var value in file.AsSpan(at + 4, length + 4))
            {
                checksum ^= value;
                for (var bit = 0; bit < 8; bit++)
                    checksum = (checksum & 1) == 1 ? 0xEDB88320 ^ (checksum >> 1) : checksum >> 1;
            }
            Assert.That(BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + length + 8)), Is.EqualTo(~checksum), $"chunk {chunks}");
            at += length + 12;
        }
        Assert.That(chunks, Is.EqualTo(3));
    }

    /// <summary>The library uses every filter there is.</summary>
    [Test]
    public void Decode_OfWhatTheLibraryOrItselfWrote_IsThePicture()
    {
        var smooth = new Picture(
            64,
            64,
            Enumerable.Range(0, 64 * 64 * 3).Select(i => (byte)((i / 3 % 64) + (i / 192) + (i % 3))).ToArray()
        );
        foreach (var picture in new[] { Noise, smooth })
        {
            Assert.That(FastPng.Decode(PictureFile.Encode(picture, ".png")).Rgb.ToArray(), Is.EqualTo(picture.Rgb.ToArray()));
            Assert.That(FastPng.Decode(FastPng.Encode(picture)).Rgb.ToArray(), Is.EqualTo(picture.Rgb.ToArray()));
        }
    }

    [Test]
    public void Decode_OfAnotherFormat_IsLeftToTheLibrary()
    {
        var read = FastPng.Decode(PictureFile.Encode(Noise, ".webp"));

        Assert.That(read.Rgb.ToArray(), Is.EqualTo(Noise.Rgb.ToArray()));
    }

    [Test]
    public void Decode_OfAFileThatBreaksOffOrIsDamaged_IsRefused([Values(20, 60, 500)] int kept)
    {
        var file = FastPng.Encode(Noise);
        Assume.That(file, Has.Length.GreaterThan(kept));

        Assert.That(() => FastPng.Decode(file.AsMemory(0, kept)), Throws.TypeOf<InvalidDataException>());
        file[kept] ^= 0xFF;
        file[kept + 1] ^= 0xFF;
        Assert.That(() => FastPng.Decode(file), Throws.TypeOf<InvalidDataException>());
    }

    private static Picture Random(int width, int height)
    {
        var random = KeyedRandom.Create(1, "picture");
        return new(width, height, Enumerable.Range(0, width * height * 3).Select(_ => (byte)random.NextInt(256)).ToArray());
    }
}
