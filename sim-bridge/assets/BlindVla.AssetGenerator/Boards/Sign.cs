using BlindVla.AssetGenerator.Drawing;
using BlindVla.AssetGenerator.Images;

namespace BlindVla.AssetGenerator.Boards;

/// <summary>What signs have in common: plates to draw on, and bars across them.</summary>
internal static class Sign
{
    /// <summary>Danger ahead: a white triangle with a red border. About 0.8 wide and 0.7 high inside, its floor at y = -0.3.</summary>
    public static Painting Warning { get; } =
        Painting
            .Empty.Fill(Inks.Red, Curve.Rounded(0.13, Curve.Regular(3, 1.1, 90)))
            .Fill(Inks.White, Curve.Rounded(0.05, Curve.Regular(3, 0.76, 90)));

    /// <summary>Something forbidden: a white disc with a red border; radius 0.76 inside.</summary>
    public static Painting Prohibition { get; } =
        Painting.Empty.Fill(Inks.Red, Curve.Circle((0, 0), 0.98)).Fill(Inks.White, Curve.Circle((0, 0), 0.76));

    /// <summary>Something one must do: a blue disc.</summary>
    public static Painting Mandatory { get; } = Painting.Empty.Fill(Inks.Blue, Curve.Circle((0, 0), 0.98));

    /// <summary>No standing car: a blue disc with a red border.</summary>
    public static Painting NoHalt { get; } =
        Painting.Empty.Fill(Inks.Red, Curve.Circle((0, 0), 0.98)).Fill(Inks.Blue, Curve.Circle((0, 0), 0.78));

    /// <summary>The red bar of a prohibition, from the upper left to the lower right.</summary>
    public static Curve Slash { get; } = Curve.Bar((-0.58, 0.58), (0.58, -0.58), 0.19);

    /// <summary>Information: a square of a colour with rounded corners, half a side 0.76 long.</summary>
    public static Painting Panel(Rgb ink) =>
        Painting.Empty.Fill(ink, Curve.Rounded(0.24, (-0.76, -0.76), (0.76, -0.76), (0.76, 0.76), (-0.76, 0.76)));
}
