using System.Globalization;

namespace BlindVla.Reports;

/// <summary>A trace as <c>player.js</c> reads it: a line for the film, then one for each channel with a byte for each frame, which is as
/// much as can be seen.</summary>
internal static class TraceText
{
    private const byte Absent = 255;
    private const byte Greatest = 254;

    public static string Of(FilmTrace trace) =>
        string.Create(CultureInfo.InvariantCulture, $"{trace.PeriodSeconds}|{trace.Frames}|{trace.Steps}")
        + string.Concat(
            trace
                .Channels.Where(channel =>
                    channel.Values.Length > 0
                    && channel.At.Length == channel.Values.Length
                    && channel.At.All(frame => frame >= 0 && frame < trace.Frames)
                )
                .Select(channel => Line(channel, trace.Frames))
        );

    private static string Line(FilmChannel channel, int frames)
    {
        var (least, greatest) = (channel.Values.Min(), channel.Values.Max());
        var bytes = new byte[frames];
        Array.Fill(bytes, Absent);
        foreach (var (frame, value) in channel.At.Zip(channel.Values))
        {
            bytes[frame] = (byte)Math.Round(greatest > least ? Greatest * (value - least) / (greatest - least) : 0);
        }
        return string.Create(
            CultureInfo.InvariantCulture,
            $"\n{Plain(channel.Name)}|{Plain(channel.Unit)}|{least}|{greatest}|{Convert.ToBase64String(bytes)}"
        );
    }

    /// <summary>Without what separates.</summary>
    private static string Plain(string text) => text.Replace('|', ' ').ReplaceLineEndings(" ");
}
