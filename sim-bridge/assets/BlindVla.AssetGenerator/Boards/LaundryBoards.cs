using System.Collections.Immutable;
using BlindVla.AssetGenerator.Drawing;

namespace BlindVla.AssetGenerator.Boards;

/// <summary>
/// Care labels as ISO 3758 (GINETEX) and ASTM D5489 have them: tub, triangle, iron and circle for washing, bleaching, ironing and
/// professional cleaning. One to three dots are cold to hot, one and two bars below are a mild and a very mild cycle.
/// </summary>
internal static class LaundryBoards
{
    private const double Pen = 0.12;

    public static ImmutableArray<Board> All { get; } =
    [
        Of("any_solvent", Circle().Stroke(Inks.Black, 0.15, Glyphs.Word("A", 0.8))),
        Of("bleach_allowed", Triangle()),
        Of("cold_wash", Tub().Add(Dots(1))),
        Of("do_not_bleach", Triangle().Add(Cross())),
        Of("do_not_dryclean", Circle().Add(Cross())),
        Of("do_not_iron", Iron().Add(Cross())),
        Of("do_not_wash", Tub().Add(Cross())),
        Of("dryclean", Circle()),
        Of("hand_wash", Tub().Add(Hand())),
        Of("hot_wash", Tub().Add(Dots(3))),
        Of("iron", Iron()),
        Of("machine_wash_delicate", Tub().Scaled(0.86).Moved(0, 0.14).Add(Bars(2))),
        Of("machine_wash_permanent_press", Tub().Scaled(0.86).Moved(0, 0.14).Add(Bars(1))),
        Of("machine_wash", Tub()),
        Of(
            "non_chlorine_bleach",
            Triangle().Stroke(Inks.Black, Pen, Curve.Line((-0.22, -0.38), (0.2, 0.3)), Curve.Line((0.12, -0.38), (0.38, 0.04)))
        ),
        Of("warm_wash", Tub().Add(Dots(2))),
        Of("wet_cleaning", Circle().Stroke(Inks.Black, 0.14, Glyphs.Word("W", 0.68))),
    ];

    private static Board Of(string name, Painting icon) => new($"board_laundry_{name}", icon);

    private static Painting Tub() =>
        Painting.Empty.Stroke(
            Inks.Black,
            Pen,
            Curve.Line((-0.84, 0.38), (-0.63, -0.52), (0.63, -0.52), (0.84, 0.38)),
            Curve.Smooth((-0.8, 0.24), (-0.6, 0.18), (-0.34, 0.36), (-0.06, 0.18), (0.22, 0.36), (0.5, 0.18), (0.8, 0.24))
        );

    private static Painting Triangle() => Painting.Empty.Stroke(Inks.Black, Pen, Curve.Polygon(Curve.Regular(3, 0.9, 90)));

    private static Painting Circle() => Painting.Empty.Stroke(Inks.Black, Pen, Curve.Circle((0, 0), 0.76));

    private static Painting Iron() =>
        Painting.Empty.Stroke(
            Inks.Black,
            Pen,
            Curve
                .Line((-0.36, 0.44), (0.5, 0.44), (0.68, -0.4), (-0.83, -0.4))
                .Then(Curve.Arc((-0.34, -0.4), 0.49, 180, 90))
                .Then(Curve.Line((0.57, 0.09)))
        );

    private static Painting Cross() =>
        Painting.Empty.Stroke(Inks.Black, Pen, Curve.Line((-0.64, -0.66), (0.64, 0.66)), Curve.Line((-0.64, 0.66), (0.64, -0.66)));

    private static Painting Dots(int count) =>
        Painting.Empty.Fill(
            Inks.Black,
            [.. Enumerable.Range(0, count).Select(i => Curve.Circle((0.36 * (i - ((count - 1) / 2.0)), -0.18), 0.13))]
        );

    private static Painting Bars(int count) =>
        Painting.Empty.Stroke(
            Inks.Black,
            Pen,
            [.. Enumerable.Range(0, count).Select(i => Curve.Line((-0.5, -0.52 - (0.22 * i)), (0.5, -0.52 - (0.22 * i))))]
        );

    /// <summary>A hand that dips its fingers into the tub, with a white seam against the water line.</summary>
    private static Painting Hand()
    {
        Curve[] fingers =
        [
            Curve.Line((-0.18, 0.2), (-0.34, -0.16)),
            Curve.Line((-0.07, 0.2), (-0.12, -0.26)),
            Curve.Line((0.06, 0.2), (0.11, -0.26)),
            Curve.Line((0.17, 0.2), (0.33, -0.18)),
            Curve.Line((0.16, 0.44), (0.46, 0.16)),
        ];
        Curve[] palm = [Curve.Line((-0.08, 0.74), (-0.08, 0.28)), Curve.Line((0.08, 0.74), (0.08, 0.28))];
        return Painting
            .Empty.Stroke(Inks.Ground, 0.27, fingers)
            .Stroke(Inks.Ground, 0.43, palm)
            .Stroke(Inks.Black, 0.13, fingers)
            .Stroke(Inks.Black, 0.29, palm);
    }
}
