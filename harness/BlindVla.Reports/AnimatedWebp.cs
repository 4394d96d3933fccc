using SkiaSharp;

namespace BlindVla.Reports;

/// <summary>A short film every browser plays, without a video encoder to install.</summary>
internal static class AnimatedWebp
{
    private const float Quality = 75; // of 100; about 1 KB per frame of 320 x 240

    /// <param name="frames">All of one size.</param>
    /// <param name="period">How long each is shown.</param>
    public static byte[] Encode(IEnumerable<Picture> frames, TimeSpan period)
    {
        var images = frames.Select(frame => frame.ToImage()).ToList();
        try
        {
            var film = images.Select(image => new SKWebpEncoderFrame(image, period)).ToArray();
            using var encoded = SKWebpEncoder.EncodeAnimated(film, new(SKWebpEncoderCompression.Lossy, Quality))
                ?? throw new InvalidOperationException("the WebP encoder refused the frames");
            return encoded.ToArray();
        }
        finally
        {
            images.ForEach(image => image.Dispose());
        }
    }
}
