namespace BlindVla.Cli;

/// <summary>Names of cameras.</summary>
internal static class Cameras
{
    /// <summary>The one camera of the benchmark, which OpenVLA-like policies look through.</summary>
    public const string Main = "3rd_view_camera";
}
