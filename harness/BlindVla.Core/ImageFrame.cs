namespace BlindVla.Core;

/// <summary>One picture.</summary>
/// <param name="Camera">Name of the camera.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Rgb"><c>Height x Width x 3</c> bytes, row-major, first row at the top.</param>
/// <param name="CaptureTimeSeconds">On the same clock as <see cref="Observation.TimeSeconds"/>.</param>
public sealed record ImageFrame(string Camera, int Width, int Height, ReadOnlyMemory<byte> Rgb, double CaptureTimeSeconds)
{
    /// <summary>The same picture in memory of its own.</summary>
    public ImageFrame Copy() => this with { Rgb = Rgb.ToArray() };
}
