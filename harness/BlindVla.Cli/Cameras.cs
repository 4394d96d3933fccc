using BlindVla.Core;

namespace BlindVla.Cli;

/// <summary>Names and sizes of cameras.</summary>
internal static class Cameras
{
    /// <summary>The one camera of the benchmark, which OpenVLA-like policies look through.</summary>
    public const string Main = "3rd_view_camera";

    /// <summary>Pixels of the benchmark's pictures.</summary>
    public const int NativeWidth = 640;

    /// <summary>Pixels of the benchmark's pictures.</summary>
    public const int NativeHeight = 480;

    /// <summary>The main camera at a size written as <c>WIDTHxHEIGHT</c>.</summary>
    /// <param name="what">Named in the error.</param>
    /// <exception cref="CommandException">It is no size.</exception>
    public static CameraRequest ParseSize(string what, string text)
    {
        var parts = text.Split('x');
        return parts.Length == 2 && int.TryParse(parts[0], out var width) && int.TryParse(parts[1], out var height) && width > 0 && height > 0
            ? new(Main, width, height)
            : throw new CommandException(ExitCode.Usage, $"{what}: expected WIDTHxHEIGHT in pixels, e.g. 224x224, found '{text}'");
    }
}
