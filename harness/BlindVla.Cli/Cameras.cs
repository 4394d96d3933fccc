using BlindVla.Core;

namespace BlindVla.Cli;

/// <summary>Names and sizes of cameras.</summary>
internal static class Cameras
{
    /// <summary>The one camera of the benchmark, which OpenVLA-like policies look through.</summary>
    public const string Main = Conventions.MainCamera;

    /// <summary>The main camera at a size written as <c>WIDTHxHEIGHT</c>.</summary>
    /// <param name="what">Named in the error.</param>
    /// <exception cref="CommandException">It is no size.</exception>
    public static CameraRequest ParseSize(string what, string text) =>
        CameraRequest.ParseSize(text) is var (width, height)
            ? new(Main, width, height)
            : throw new CommandException(ExitCode.Usage, $"{what}: {CameraRequest.SizeExpected(text)}");
}
