using BlindVla.Core;

namespace BlindVla.Imaging.Tests;

public sealed class FastPngTests
{
    private static readonly Picture Noise = Random(37, 21);

    [Test]
    public void Encode_IsAPngThatTheLibraryReadsToThePixel()
    {
        var read = PictureFile.Decode(FastPng.Encode(Noise));

        Assert.That((read.Width, read.Height), Is.EqualTo((Noise.Width, Noise.Height)));
        Assert.That(read.Rgb.ToArray(), Is.EqualTo(Noise.Rgb.ToArray()));
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

        Assert.That(() => FastPng.Decode(file[..kept]), Throws.TypeOf<InvalidDataException>());
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
