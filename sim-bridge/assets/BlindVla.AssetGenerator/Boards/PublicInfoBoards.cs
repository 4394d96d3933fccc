using System.Collections.Immutable;
using BlindVla.AssetGenerator.Drawing;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Numerics;
using Point = (double X, double Y);

namespace BlindVla.AssetGenerator.Boards;

/// <summary>Signs in stations and public buildings, after ISO 7001 (information) and ISO 7010 (prohibition, escape).</summary>
internal static class PublicInfoBoards
{
    public static ImmutableArray<Board> All { get; } =
    [
        Of("disabled_access", Sign.Panel(Inks.Blue).Add(Wheelchair())),
        Of("escalator", Sign.Panel(Inks.Blue).Add(Escalator())),
        Of("fire_escape", Sign.Panel(Inks.Green).Add(FireEscape())),
        Of("hairdresser", Sign.Panel(Inks.Blue).Add(Scissors()).Add(Comb())),
        Of(
            "information",
            Sign.Panel(Inks.Blue)
                .Fill(Inks.White, Curve.Circle((0, 0.44), 0.17), Curve.Rectangle(-0.13, -0.54, 0.13, 0.18))
                .Fill(Inks.White, Curve.Rectangle(-0.24, 0.02, 0, 0.18), Curve.Rectangle(-0.28, -0.6, 0.28, -0.46))
        ),
        Of("no_dogs", Sign.Prohibition.Add(Dog()).Fill(Inks.Red, Sign.Slash)),
        Of("no_entry", Sign.Prohibition.Add(Person(Inks.Black).Scaled(0.68)).Fill(Inks.Red, Sign.Slash)),
        Of("no_parking", Sign.Prohibition.Stroke(Inks.Black, 0.2, Glyphs.Word("P", 0.8)).Fill(Inks.Red, Sign.Slash)),
        Of("no_smoking", Sign.Prohibition.Add(Cigarette()).Fill(Inks.Red, Sign.Slash)),
        Of("recycle", Recycle()),
        Of("stairs", Sign.Panel(Inks.Blue).Add(Stairs())),
        Of("taxi", Sign.Panel(Inks.Blue).Add(Taxi())),
        Of("telephone", Sign.Panel(Inks.Blue).Add(Telephone())),
        Of("toilets", Sign.Panel(Inks.Blue).Add(Toilets())),
    ];

    private static Board Of(string name, Painting icon) => new($"board_public_info_{name}", icon);

    /// <summary>Somebody in a wheelchair, facing right.</summary>
    private static Painting Wheelchair() =>
        Painting
            .Empty.Fill(Inks.White, Curve.Circle((-0.14, 0.56), 0.13))
            .Stroke(Inks.White, 0.17, Curve.Line((-0.14, 0.3), (-0.1, -0.1), (0.26, -0.1), (0.42, -0.48), (0.56, -0.46)))
            .Stroke(Inks.White, 0.11, Curve.Line((-0.1, 0.14), (0.22, 0.14)))
            .Stroke(Inks.White, 0.11, Curve.Arc((-0.08, -0.26), 0.36, 128, 338));

    /// <summary>A figure, head to feet from 0.95 to -0.95.</summary>
    private static Painting Person(Rgb ink) =>
        Painting
            .Empty.Fill(ink, Curve.Circle((0, 0.76), 0.19), Curve.Rounded(0.12, (-0.27, -0.16), (0.27, -0.16), (0.27, 0.5), (-0.27, 0.5)))
            .Stroke(
                ink,
                0.15,
                Curve.Line((-0.37, 0.38), (-0.37, -0.14)),
                Curve.Line((0.37, 0.38), (0.37, -0.14)),
                Curve.Line((-0.3, 0.42), (0.3, 0.42))
            )
            .Stroke(ink, 0.21, Curve.Line((-0.15, -0.1), (-0.15, -0.84)), Curve.Line((0.15, -0.1), (0.15, -0.84)));

    /// <summary>A figure in a wide skirt, head to feet from 0.95 to -0.95.</summary>
    private static Painting Woman(Rgb ink) =>
        Painting
            .Empty.Fill(ink, Curve.Circle((0, 0.76), 0.19), Curve.Polygon((-0.18, 0.5), (0.18, 0.5), (0.46, -0.36), (-0.46, -0.36)))
            .Stroke(
                ink,
                0.14,
                Curve.Line((-0.2, 0.42), (-0.44, -0.1)),
                Curve.Line((0.2, 0.42), (0.44, -0.1)),
                Curve.Line((-0.16, 0.44), (0.16, 0.44))
            )
            .Stroke(ink, 0.17, Curve.Line((-0.14, -0.34), (-0.14, -0.86)), Curve.Line((0.14, -0.34), (0.14, -0.86)));

    private static Painting Toilets() =>
        Painting
            .Empty.Add(Woman(Inks.White).Scaled(0.64).Moved(-0.36, 0))
            .Add(Person(Inks.White).Scaled(0.64).Moved(0.38, 0))
            .Stroke(Inks.White, 0.05, Curve.Line((0.02, 0.58), (0.02, -0.58)));

    private static Painting Escalator() =>
        Painting
            .Empty.Stroke(Inks.White, 0.14, Curve.Line((-0.6, -0.54), (-0.34, -0.54), (0.34, 0.04), (0.6, 0.04)))
            .Stroke(Inks.White, 0.09, Curve.Line((-0.6, -0.24), (-0.42, -0.24), (0.26, 0.34), (0.6, 0.34)))
            .Fill(Inks.White, Curve.Circle((-0.12, 0.56), 0.12))
            .Stroke(Inks.White, 0.2, Curve.Line((-0.12, 0.3), (-0.12, -0.2)));

    /// <summary>Steps that rise to the right, and somebody who climbs them.</summary>
    private static Painting Stairs() =>
        Painting
            .Empty.Fill(
                Inks.White,
                Curve.Polygon(
                    (-0.62, -0.6),
                    (0.62, -0.6),
                    (0.62, 0.08),
                    (0.36, 0.08),
                    (0.36, -0.09),
                    (0.11, -0.09),
                    (0.11, -0.26),
                    (-0.14, -0.26),
                    (-0.14, -0.43),
                    (-0.39, -0.43),
                    (-0.39, -0.54),
                    (-0.62, -0.54)
                ),
                Curve.Circle((-0.1, 0.58), 0.11)
            )
            .Stroke(Inks.White, 0.17, Curve.Line((-0.12, 0.34), (-0.16, 0.14)))
            .Stroke(
                Inks.White,
                0.1,
                Curve.Line((-0.16, 0.1), (0.06, 0.02), (0.02, -0.16)),
                Curve.Line((-0.18, 0.1), (-0.24, -0.12), (-0.34, -0.32))
            )
            .Stroke(
                Inks.White,
                0.08,
                Curve.Line((-0.1, 0.36), (0.04, 0.2), (0.18, 0.22)),
                Curve.Line((-0.14, 0.36), (-0.32, 0.24), (-0.34, 0.08))
            );

    /// <summary>Somebody who runs to the left, through a door.</summary>
    private static Painting FireEscape()
    {
        var runner = Painting
            .Empty.Fill(Inks.White, Curve.Circle((0.08, 0.46), 0.13))
            .Stroke(Inks.Green, 0.28, Curve.Line((0.12, 0.2), (0.2, -0.06)))
            .Stroke(Inks.White, 0.19, Curve.Line((0.12, 0.2), (0.2, -0.06)))
            .Stroke(
                Inks.White,
                0.12,
                Curve.Line((0.18, -0.1), (-0.06, -0.2), (-0.14, -0.5)),
                Curve.Line((0.2, -0.1), (0.34, -0.34), (0.56, -0.4))
            )
            .Stroke(
                Inks.White,
                0.09,
                Curve.Line((0.08, 0.24), (-0.14, 0.12), (-0.26, 0.24)),
                Curve.Line((0.14, 0.24), (0.34, 0.14), (0.36, -0.04))
            );
        return Painting
            .Empty.Fill(Inks.White, Curve.Rectangle(-0.64, -0.6, -0.02, 0.62))
            .Fill(Inks.Green, Curve.Rectangle(-0.55, -0.6, -0.11, 0.53))
            .Add(runner.Moved(0.07, 0));
    }

    private static Painting Scissors() =>
        Painting
            .Empty.Stroke(Inks.White, 0.11, Curve.Line((-0.44, 0.6), (-0.1, -0.22)), Curve.Line((-0.06, 0.6), (-0.4, -0.22)))
            .Stroke(Inks.White, 0.1, Curve.Circle((-0.44, -0.4), 0.16), Curve.Circle((-0.06, -0.4), 0.16));

    /// <summary>Upright, its teeth to the right.</summary>
    private static Painting Comb() =>
        Painting.Empty.Fill(
            Inks.White,
            [
                Curve.Rectangle(0.24, -0.6, 0.38, 0.6),
                .. Enumerable.Range(0, 8).Select(i => Curve.Rectangle(0.36, -0.6 + (0.159 * i), 0.6, -0.513 + (0.159 * i))),
            ]
        );

    /// <summary>Standing, facing left.</summary>
    private static Painting Dog() =>
        Painting
            .Empty.Fill(
                Inks.Black,
                Curve.Polygon(
                    (-0.6, 0.2),
                    (-0.4, 0.34),
                    (-0.3, 0.46),
                    (-0.24, 0.32),
                    (-0.14, 0.14),
                    (0.34, 0.14),
                    (0.42, 0),
                    (0.38, -0.16),
                    (-0.26, -0.16),
                    (-0.32, 0.08),
                    (-0.56, 0.06)
                )
            )
            .Stroke(
                Inks.Black,
                0.12,
                Curve.Line((-0.22, -0.1), (-0.24, -0.46)),
                Curve.Line((-0.08, -0.1), (-0.06, -0.46)),
                Curve.Line((0.22, -0.1), (0.18, -0.46)),
                Curve.Line((0.34, -0.08), (0.38, -0.46))
            )
            .Stroke(Inks.Black, 0.09, Curve.Smooth((0.36, 0.08), (0.5, 0.18), (0.54, 0.34)));

    private static Painting Cigarette() =>
        Painting
            .Empty.Fill(
                Inks.Black,
                Curve.Rectangle(-0.62, -0.3, 0.24, -0.1),
                Curve.Rectangle(0.3, -0.3, 0.4, -0.1),
                Curve.Rectangle(0.46, -0.3, 0.56, -0.1)
            )
            .Stroke(
                Inks.Black,
                0.07,
                Curve.Smooth((0.35, 0), (0.28, 0.12), (0.38, 0.24), (0.3, 0.38)),
                Curve.Smooth((0.51, 0), (0.44, 0.12), (0.54, 0.24), (0.46, 0.38))
            );

    /// <summary>Three arrows that chase one another around a triangle.</summary>
    private static Painting Recycle()
    {
        var (lowerLeft, top, lowerRight) = (Curve.At((0, 0), 0.86, 210), Curve.At((0, 0), 0.86, 90), Curve.At((0, 0), 0.86, 330));
        static Point Between(Point a, Point b, double t) => (PortableMath.Lerp(a.X, b.X, t), PortableMath.Lerp(a.Y, b.Y, t));
        // Up one side of the triangle, round its top, down the next.
        var arrow = Painting
            .Empty.Fill(Inks.Green, Curve.Bar(Between(lowerLeft, top, 0.58), Between(lowerLeft, top, 0.86), 0.24))
            .Stroke(
                Inks.Green,
                0.24,
                Curve.Line(Between(lowerLeft, top, 0.84), Between(top, lowerRight, 0.16), Between(top, lowerRight, 0.3))
            )
            .Fill(Inks.Green, Curve.Head(Between(top, lowerRight, 0.56), -60, 0.36, 0.6));
        return arrow.Add(arrow.Turned(120)).Add(arrow.Turned(240)).Moved(0, -0.08);
    }

    /// <summary>A car from the front under its sign.</summary>
    private static Painting Taxi() =>
        Painting
            .Empty.Stroke(Inks.White, 0.1, Glyphs.Word("TAXI", 0.3))
            .Moved(0, 0.46)
            .Fill(
                Inks.White,
                Curve.Rounded(0.12, (-0.58, -0.44), (0.58, -0.44), (0.58, -0.04), (-0.58, -0.04)),
                Curve.Rounded(0.08, (-0.48, -0.12), (0.48, -0.12), (0.34, 0.2), (-0.34, 0.2)),
                Curve.Rounded(0.05, (-0.52, -0.62), (-0.28, -0.62), (-0.28, -0.4), (-0.52, -0.4)),
                Curve.Rounded(0.05, (0.28, -0.62), (0.52, -0.62), (0.52, -0.4), (0.28, -0.4))
            )
            .Fill(Inks.Blue, Curve.Polygon((-0.34, -0.04), (0.34, -0.04), (0.26, 0.12), (-0.26, 0.12)))
            .Fill(Inks.Blue, Curve.Circle((-0.4, -0.22), 0.09), Curve.Circle((0.4, -0.22), 0.09));

    /// <summary>A handset, its back to the lower left.</summary>
    private static Painting Telephone()
    {
        var shell = Curve.Rounded(0.1, (-0.2, -0.26), (0.2, -0.26), (0.2, 0.1), (-0.2, 0.1));
        return Painting
            .Empty.Stroke(Inks.White, 0.22, Curve.Arc((0, -0.1), 0.5, 25, 155))
            .Fill(Inks.White, shell.Turned(-14).Moved(-0.42, 0), shell.Turned(14).Moved(0.42, 0))
            .Turned(135)
            .Moved(0.08, 0.08);
    }
}
