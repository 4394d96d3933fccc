namespace BlindVla.Core;

/// <param name="Name">e.g. <c>3rd_view_camera</c>.</param>
/// <param name="Width">Native width in pixels.</param>
/// <param name="Height">Native height in pixels.</param>
/// <param name="MaxWidth">The largest width that may be asked for.</param>
/// <param name="MaxHeight">The largest height that may be asked for.</param>
public sealed record CameraSpec(string Name, int Width, int Height, int MaxWidth, int MaxHeight)
{
    /// <summary>The smallest width that may be asked for.</summary>
    public int MinWidth { get; init; } = 1;

    /// <summary>The smallest height that may be asked for.</summary>
    public int MinHeight { get; init; } = 1;
}
