using BlindVla.AssetGenerator.Drawing;
using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;
using BlindVla.AssetGenerator.Receptacles;

namespace BlindVla.AssetGenerator.Boards;

/// <summary>A white square card with a picture on it.</summary>
/// <param name="Name">The asset name; the scenarios' catalogue has the same.</param>
/// <param name="Icon">Drawn in the unit disc, upright.</param>
internal sealed record Board(string Name, Painting Icon)
{
    /// <summary>
    /// Degrees, counter-clockwise from above, from the board's +x to the icon's right. The benchmark's camera looks across the table
    /// along (-0.635, -0.351) and boards lie square to the robot; the icon is turned on its board so that it stands upright for the camera.
    /// A picture square to its board would seem to lean over by half a right angle: an arrow up could be one to the right.
    /// </summary>
    public const double IconTurn = 119;

    /// <summary>kg/m3, the benchmark's.</summary>
    private const double Density = 6368;

    private const int Pixels = 256;
    private const double Side = 0.11;

    /// <summary>Metres; the icon's unit disc keeps clear of the border.</summary>
    private const double UnitRadius = 0.0525;

    /// <summary>Where the border ends, as a part of the way from the middle to the edge.</summary>
    private const double Inner = 0.972;

    private static readonly BoundingBox Box = new(new(-Side / 2, -Side / 2, 0), new(Side / 2, Side / 2, 0.006));

    public ObjectModel Model() =>
        Slab.Of(
            Name,
            Density,
            Box,
            [Slab.Printed("card", Shapes.Box(Box.Min, Box.Max), Box, Picture(IconTurn), specular: 0.1)],
            Slab.Contact(Box)
        );

    /// <summary>The board from above, +y at the top, its icon turned.</summary>
    public Picture Picture(double iconTurn)
    {
        var picture = new Picture(Pixels, Pixels);
        var card = Painting
            .Empty.Fill(Inks.Ground, Curve.Rectangle(-1, -1, 1, 1))
            .FillBetween(Inks.Edge, Curve.Rectangle(-1, -1, 1, 1), Curve.Rectangle(-Inner, -Inner, Inner, Inner));
        card.PaintOn(picture, 0, Pixels / 2.0);
        Icon.PaintOn(picture, iconTurn, Pixels * UnitRadius / Side);
        return picture;
    }
}
