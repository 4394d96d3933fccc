using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.PixelFormats;

namespace BlindVla.Imaging;

/// <summary>A film for what plays nothing else: large, and of 256 colours a frame.</summary>
public static class AnimatedGif
{
    /// <param name="frames">All of one size, at least one.</param>
    /// <param name="period">How long each is shown.</param>
    public static byte[] Encode(IReadOnlyList<Picture> frames, TimeSpan period)
    {
        var hundredths = Math.Max(2, (int)Math.Round(period.TotalSeconds * 100));
        using var film = Load(frames[0]);
        foreach (var frame in frames.Skip(1))
        {
            using var next = Load(frame);
            film.Frames.AddFrame(next.Frames.RootFrame);
        }
        foreach (var frame in film.Frames)
        {
            frame.Metadata.GetGifMetadata().FrameDelay = hundredths;
        }
        film.Metadata.GetGifMetadata().RepeatCount = 0; // for ever
        using var file = new MemoryStream();
        film.SaveAsGif(file, new GifEncoder { ColorTableMode = GifColorTableMode.Local });
        return file.ToArray();
    }

    private static Image<Rgb24> Load(Picture picture) => Image.LoadPixelData<Rgb24>(picture.Rgb.Span, picture.Width, picture.Height);
}
