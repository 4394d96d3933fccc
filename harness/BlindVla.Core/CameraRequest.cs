namespace BlindVla.Core;

/// <summary>
/// A camera to render, at a size. Every size shows the camera's whole native field of view, so another aspect ratio than the native one
/// has pixels that are not square, as when the native image is resized without cropping.
/// </summary>
public sealed record CameraRequest(string Name, int Width, int Height)
{
    /// <summary>Pixels written as <c>WIDTHxHEIGHT</c>; null where the text says none.</summary>
    public static (int Width, int Height)? ParseSize(string text) =>
        text.Split('x') is [var left, var right]
        && int.TryParse(left, out var width)
        && int.TryParse(right, out var height)
        && width > 0
        && height > 0
            ? (width, height)
            : null;

    /// <summary>What is wrong with a text that says no size.</summary>
    public static string SizeExpected(string found) => $"expected WIDTHxHEIGHT in pixels, e.g. 224x224, found '{found}'";
}
