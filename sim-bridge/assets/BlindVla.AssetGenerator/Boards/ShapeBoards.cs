using System.Collections.Immutable;
using BlindVla.AssetGenerator.Drawing;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Boards;

/// <summary>Fourteen plane figures in eight colours each.</summary>
internal static class ShapeBoards
{
    private static readonly (string Name, Curve Outline)[] Shapes =
    [
        ("trapezoid", Curve.Polygon((-0.88, -0.44), (0.88, -0.44), (0.42, 0.5), (-0.42, 0.5))),
        ("triangle", Curve.Polygon(Curve.Regular(3, 0.97, 90))),
        ("right_triangle", Curve.Polygon((-0.62, -0.68), (0.7, -0.68), (-0.62, 0.72))),
        ("rectangle", Curve.Rectangle(-0.88, -0.38, 0.88, 0.38)),
        ("square", Curve.Rectangle(-0.66, -0.66, 0.66, 0.66)),
        ("parallelogram", Curve.Polygon((-0.9, -0.4), (0.36, -0.4), (0.9, 0.4), (-0.36, 0.4))),
        ("pentagon", Curve.Polygon(Curve.Regular(5, 0.95, 90))),
        ("hexagon", Curve.Polygon(Curve.Regular(6, 0.95, 0))),
        ("heptagon", Curve.Polygon(Curve.Regular(7, 0.95, 90))),
        ("circle", Curve.Circle((0, 0), 0.84)),
        ("heart", Heart()),
        ("star", Star()),
        ("arrow", Curve.Arrow((-0.9, 0), (0.95, 0), 0.42, 0.75, 1.1)),
        ("cross", Cross()),
    ];

    private static readonly (string Name, Rgb Ink)[] Colors =
    [
        ("black", Inks.Black),
        ("red", Inks.Red),
        ("green", Inks.Green),
        ("blue", Inks.Blue),
        ("orange", Inks.Orange),
        ("purple", Inks.Purple),
        ("yellow", Inks.Yellow),
        ("brown", Inks.Brown),
    ];

    public static ImmutableArray<Board> All { get; } =
    [
        .. from shape in Shapes
        from color in Colors
        select new Board($"board_shape_{shape.Name}_{color.Name}", Painting.Empty.Fill(color.Ink, shape.Outline)),
    ];

    private static Curve Heart()
    {
        // The well-known curve 16 sin^3 t, 13 cos t - 5 cos 2t - 2 cos 3t - cos 4t.
        static double Cos(double t) => PortableMath.Cos(t);
        return Curve
            .Polygon([
                .. Enumerable
                    .Range(0, 72)
                    .Select(i =>
                    {
                        var t = 2 * Math.PI * i / 72;
                        var sine = PortableMath.Sin(t);
                        return (-16 * sine * sine * sine, (13 * Cos(t)) - (5 * Cos(2 * t)) - (2 * Cos(3 * t)) - Cos(4 * t));
                    }),
            ])
            .Moved(0, 2.5)
            .Scaled(0.054, 0.054);
    }

    private static Curve Star()
    {
        var (tips, notches) = (Curve.Regular(5, 0.97, 90), Curve.Regular(5, 0.97 * 0.382, 126));
        return Curve.Polygon([.. tips.Zip(notches).SelectMany(pair => new[] { pair.First, pair.Second })]);
    }

    private static Curve Cross()
    {
        const double Arm = 0.27;
        const double End = 0.88;
        return Curve.Polygon(
            (End, -Arm),
            (End, Arm),
            (Arm, Arm),
            (Arm, End),
            (-Arm, End),
            (-Arm, Arm),
            (-End, Arm),
            (-End, -Arm),
            (-Arm, -Arm),
            (-Arm, -End),
            (Arm, -End),
            (Arm, -Arm)
        );
    }
}
