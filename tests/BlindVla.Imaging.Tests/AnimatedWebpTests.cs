using System.Buffers.Binary;
using SkiaSharp;

namespace BlindVla.Imaging.Tests;

internal sealed class AnimatedWebpTests
{
    private static readonly Picture[] Frames = [.. new[] { 0, 1, 2, 2, 5, 6, 7 }.Select(number => SomePictures.Number(number))];

    [Test]
    public void Encode_Frames_ArePlayedByAnotherImplementation()
    {
        using var data = SKData.CreateCopy(AnimatedWebp.Encode(Frames, TimeSpan.FromSeconds(0.2)));
        using var film = SKCodec.Create(data);

        Assert.That(film.FrameInfo.Select(frame => frame.Duration), Is.EqualTo(Enumerable.Repeat(200, Frames.Length)));
        Assert.That((film.Info.Width, film.Info.Height, film.RepetitionCount), Is.EqualTo((40, 30, -1)), "played for ever");
        for (var i = 0; i < Frames.Length; i++)
        {
            using var frame = new SKBitmap(film.Info);
            Assert.That(film.GetPixels(film.Info, frame.GetPixels(), new SKCodecOptions(i)), Is.EqualTo(SKCodecResult.Success));
            var differences = frame.Pixels.Select((pixel, at) => Math.Abs(pixel.Green - Frames[i][at % 40, at / 40].Green));
            Assert.That(differences.Average(), Is.LessThan(6), $"frame {i}: lossy, but alike");
            Assert.That(
                frame
                    .GetPixel(
                        6
                            + (
                                2
                                * (
                                    i < 3 ? i
                                    : i == 3 ? 2
                                    : i + 1
                                )
                            ),
                        11
                    )
                    .Red,
                Is.GreaterThan(190),
                $"frame {i}: the box"
            );
        }
    }

    [Test]
    public void Encode_LittleChanges_CostsLittle()
    {
        var still = Enumerable.Repeat(SomePictures.Number(0, 320, 240), 20).ToArray();

        var film = AnimatedWebp.Encode(still, TimeSpan.FromSeconds(0.2));

        Assert.That(film, Has.Length.LessThan((2 * PictureFile.EncodeWebp(still[0], 75).Length) + (20 * 120)));
    }

    [Test]
    public void Read_OfAFilm_AreItsPictures()
    {
        var film = AnimatedWebp.Read(AnimatedWebp.Encode(Frames, TimeSpan.FromSeconds(0.2)));

        Assert.That(film, Has.Length.EqualTo(Frames.Length));
        foreach (var (number, frame) in film.Index())
        {
            var differences = frame.Rgb.ToArray().Zip(Frames[number].Rgb.ToArray(), (one, other) => Math.Abs(one - other));
            Assert.That(differences.Average(), Is.LessThan(6), $"frame {number}: lossy, but alike");
        }
        Assert.That(
            () => AnimatedWebp.Read(AnimatedWebp.Encode(Frames, TimeSpan.FromSeconds(0.2)).AsSpan(0, 200)),
            Throws.InstanceOf<InvalidDataException>()
        );
    }

    [Test]
    public void LastFrame_OfAFilm_IsTheLastPicture()
    {
        var last = AnimatedWebp.LastFrame(AnimatedWebp.Encode(Frames, TimeSpan.FromSeconds(0.2)));

        Assert.That(last.Rgb.ToArray(), Is.EqualTo(PictureFile.Decode(PictureFile.EncodeWebp(Frames[^1], 75)).Rgb.ToArray()));
    }

    [Test]
    public void LastFrame_OfAFilmThatBreaksOff_IsRefused()
    {
        var film = AnimatedWebp.Encode(Frames, TimeSpan.FromSeconds(0.2));

        for (var length = 0; length < film.Length; length += 7)
        {
            var cut = film[..length];
            Assert.That(() => AnimatedWebp.LastFrame(cut), Throws.InstanceOf<InvalidDataException>(), $"{length} bytes");
        }
    }

    [Test]
    public void Encode_Film_SaysItsOwnLength()
    {
        var film = AnimatedWebp.Encode(Frames, TimeSpan.FromSeconds(0.2));

        Assert.That(BinaryPrimitives.ReadInt32LittleEndian(film.AsSpan(4)), Is.EqualTo(film.Length - 8));
    }
}
