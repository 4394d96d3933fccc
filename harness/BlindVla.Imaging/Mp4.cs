using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace BlindVla.Imaging;

/// <summary>H.264 in MP4, which slides, browsers and telephones play and step through; made and read by ffmpeg where that is
/// installed.</summary>
public static class Mp4
{
    /// <summary>The program, and the Debian package that has it.</summary>
    public const string Program = "ffmpeg";

    /// <summary>Seen from one frame to the next nothing is lost that an eye finds; about 2 KB a frame of 320 x 240.</summary>
    private const string Quality = "23";

    /// <summary>Frames from one that stands by itself to the next: a player that jumps decodes no more than this.</summary>
    private const string KeyFrames = "40";

    /// <summary>Whether films can be made and read here.</summary>
    public static bool IsAvailable { get; } =
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, Program)));

    /// <summary>Writes a film, whole or not at all; edges of an odd number of pixels get one more.</summary>
    /// <param name="frames">All of one size, at least one.</param>
    /// <param name="period">How long each is shown.</param>
    /// <exception cref="IOException">ffmpeg is not there, or cannot.</exception>
    public static void Write(string path, IReadOnlyList<Picture> frames, TimeSpan period)
    {
        var unfinished = $"{path}.unfinished";
        var rate = (1 / period.TotalSeconds).ToString("0.######", CultureInfo.InvariantCulture);
        try
        {
            Run(
                [
                    "-f",
                    "rawvideo",
                    "-pixel_format",
                    "rgb24",
                    "-video_size",
                    $"{frames[0].Width}x{frames[0].Height}",
                    "-framerate",
                    rate,
                    "-i",
                    "-",
                    "-vf",
                    "pad=ceil(iw/2)*2:ceil(ih/2)*2,scale=out_color_matrix=bt709:out_range=tv,format=yuv420p",
                    "-c:v",
                    "libx264",
                    "-preset",
                    "veryfast",
                    "-threads",
                    "1",
                    "-crf",
                    Quality,
                    "-g",
                    KeyFrames,
                    "-colorspace",
                    "bt709",
                    "-color_primaries",
                    "bt709",
                    "-color_trc",
                    "bt709",
                    "-movflags",
                    "+faststart",
                    "-f",
                    "mp4",
                    "-y",
                    unfinished,
                ],
                input =>
                {
                    foreach (var frame in frames)
                    {
                        input.Write(frame.Rgb.Span);
                    }
                },
                _ => 0
            );
            File.Move(unfinished, path, overwrite: true);
        }
        finally
        {
            if (File.Exists(unfinished))
            {
                File.Delete(unfinished);
            }
        }
    }

    /// <summary>The frames of a film.</summary>
    /// <exception cref="IOException">ffmpeg is not there, or cannot read it.</exception>
    /// <exception cref="InvalidDataException">It has no frames.</exception>
    public static ImmutableArray<Picture> Read(string path) =>
        Run(
            ["-i", path, "-vf", "scale=in_color_matrix=bt709", "-fps_mode", "passthrough", "-f", "image2pipe", "-c:v", "ppm", "-"],
            _ => { },
            Frames
        )
            is { IsEmpty: false } frames
            ? frames
            : throw new InvalidDataException($"{path} has no frames");

    /// <summary>One picture after another, each with a head of its size.</summary>
    private static ImmutableArray<Picture> Frames(Stream output)
    {
        var frames = ImmutableArray.CreateBuilder<Picture>();
        while (Word(output) is { } magic)
        {
            if (
                magic != "P6"
                || !int.TryParse(Word(output), out var width)
                || !int.TryParse(Word(output), out var height)
                || Word(output) != "255"
            )
            {
                throw new InvalidDataException($"{Program} wrote something else than pictures");
            }
            var rgb = new byte[checked(width * height * Picture.Channels)];
            output.ReadExactly(rgb);
            frames.Add(new(width, height, rgb));
        }
        return frames.ToImmutable();
    }

    /// <summary>Up to the next white space; null at the end.</summary>
    private static string? Word(Stream stream)
    {
        var word = "";
        while (stream.ReadByte() is >= 0 and var letter)
        {
            if (char.IsWhiteSpace((char)letter))
            {
                return word;
            }
            word += (char)letter;
        }
        return word.Length > 0 ? word : null;
    }

    private static T Run<T>(ImmutableArray<string> arguments, Action<Stream> feed, Func<Stream, T> read)
    {
        var start = new ProcessStartInfo(Program, ["-hide_banner", "-loglevel", "error", .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            var complaints = process.StandardError.ReadToEndAsync();
            var feeding = Task.Run(() =>
            {
                try
                {
                    using var input = process.StandardInput.BaseStream;
                    feed(input);
                }
                catch (IOException)
                {
                    // It has ended before its time; what it says of that is said below.
                }
            });
            T result;
            try
            {
                using var output = new BufferedStream(process.StandardOutput.BaseStream, 1 << 16);
                result = read(output);
            }
            catch (EndOfStreamException)
            {
                result = default!;
            }
            process.WaitForExit();
            feeding.Wait();
            return process.ExitCode == 0 ? result : throw new IOException($"{Program} failed: {complaints.Result.Trim().Split('\n')[^1]}");
        }
        catch (Win32Exception e)
        {
            throw new IOException($"{Program} is not installed; apt-get install {Program}", e);
        }
    }
}
