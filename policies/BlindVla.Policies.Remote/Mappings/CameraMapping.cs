using BlindVla.Core;

namespace BlindVla.Policies.Remote;

/// <summary>One camera on the wire.</summary>
/// <param name="Request">What the world draws.</param>
/// <param name="Key">Under which the picture stands.</param>
/// <param name="IsUpsideDown">It is sent rotated by 180 degrees.</param>
/// <param name="ChannelsFirst">Red, green and blue are planes, not parts of a pixel.</param>
public sealed record CameraMapping(CameraRequest Request, string Key, bool IsUpsideDown, bool ChannelsFirst)
{
    private const int Channels = 3;

    internal NumericArray ToWire(ImageFrame frame)
    {
        var rgb = frame.Rgb;
        if (IsUpsideDown)
            rgb = Turned(rgb.Span);
        return ChannelsFirst
            ? NumericArray.Of(Planes(rgb.Span), Channels, Request.Height, Request.Width)
            : NumericArray.Of(rgb, Request.Height, Request.Width, Channels);
    }

    /// <exception cref="WireException">It is no picture of this size.</exception>
    internal ImageFrame FromWire(WireValue? value)
    {
        var (height, width) = (Request.Height, Request.Width);
        int[] expected = ChannelsFirst ? [Channels, height, width] : [height, width, Channels];
        if (value is not WireValue.Numbers { Value: { Type: ElementType.UInt8 } array } || !array.Shape.SequenceEqual(expected))
        {
            throw new WireException(
                $"'{Key}': expected an array |u1 [{string.Join(", ", expected)}], found {value?.Kind ?? "no such key"}"
            );
        }
        var rgb = ChannelsFirst ? Pixels(array.Data.Span) : array.Data;
        return new(Request.Name, width, height, IsUpsideDown ? Turned(rgb.Span) : rgb, CaptureTimeSeconds: 0);
    }

    /// <summary>Half a turn puts the last pixel first; the channels of a pixel keep their order.</summary>
    private static byte[] Turned(ReadOnlySpan<byte> rgb)
    {
        var turned = new byte[rgb.Length];
        for (var at = 0; at < rgb.Length; at += Channels)
            rgb.Slice(at, Channels).CopyTo(turned.AsSpan(rgb.Length - Channels - at));
        return turned;
    }

    private static byte[] Planes(ReadOnlySpan<byte> rgb)
    {
        var planes = new byte[rgb.Length];
        var pixels = rgb.Length / Channels;
        for (var i = 0; i < rgb.Length; i++)
            planes[(i % Channels * pixels) + (i / Channels)] = rgb[i];
        return planes;
    }

    private static byte[] Pixels(ReadOnlySpan<byte> planes)
    {
        var rgb = new byte[planes.Length];
        var pixels = planes.Length / Channels;
        for (var i = 0; i < rgb.Length; i++)
            rgb[i] = planes[(i % Channels * pixels) + (i / Channels)];
        return rgb;
    }
}
