using SkiaSharp;

namespace BlindVla.Imaging.Tests;

internal sealed class AnimatedGifTests
{
    [Test]
    public void Encode_Frames_PlayForEverInTheirTime()
    {
        var file = AnimatedGif.Encode([.. Enumerable.Range(0, 5).Select(number => SomePictures.Number(number))], TimeSpan.FromSeconds(0.2));

        using var film = SKCodec.Create(new MemoryStream(file));
        using var last = new SKBitmap(film.Info);
        film.GetPixels(film.Info, last.GetPixels(), new SKCodecOptions(4));
        Assert.Multiple(() =>
        {
            Assert.That(film.FrameCount, Is.EqualTo(5));
            Assert.That(film.FrameInfo.Select(frame => frame.Duration), Is.All.EqualTo(200));
            Assert.That(film.RepetitionCount, Is.EqualTo(-1));
            // The box of the last frame.
            Assert.That(last.GetPixel(15, 11).Red, Is.GreaterThan(200));
            Assert.That(last.GetPixel(15, 11).Green, Is.LessThan(60));
        });
    }
}
