using System.Collections.Immutable;
using BlindVla.AssetGenerator.Drawing;
using BlindVla.AssetGenerator.Images;

namespace BlindVla.AssetGenerator.Boards;

/// <summary>Road signs as the Vienna Convention on Road Signs and Signals has them, for traffic on the right.</summary>
internal static class TrafficBoards
{
    public static ImmutableArray<Board> All { get; } =
    [
        Of("ahead_only", Sign.Mandatory.Fill(Inks.White, Curve.Arrow((0, -0.72), (0, 0.76), 0.25, 0.55, 0.8))),
        Of("falling_rocks", FallingRocks()),
        Of("loose_chippings", LooseChippings()),
        Of("max_speed", Sign.Prohibition.Stroke(Inks.Black, 0.17, Glyphs.Word("50", 0.66))),
        Of("minimum_speed", Sign.Mandatory.Stroke(Inks.White, 0.19, Glyphs.Word("30", 0.78))),
        Of("no_u_turn", Sign.Prohibition.Add(UTurn()).Fill(Inks.Red, Sign.Slash)),
        Of("no_entry", Painting.Empty.Fill(Inks.Red, Curve.Circle((0, 0), 0.98)).Fill(Inks.White, Curve.Rectangle(-0.72, -0.2, 0.72, 0.2))),
        Of("no_left_turn", Sign.Prohibition.Add(Turn().Scaled(0.78).Moved(0.04, -0.04)).Fill(Inks.Red, Sign.Slash)),
        Of(
            "no_overtaking",
            Sign.Prohibition.Add(Car(Inks.Red).Scaled(0.6).Moved(-0.34, 0)).Add(Car(Inks.Black).Scaled(0.6).Moved(0.34, 0))
        ),
        Of("no_right_turn", Sign.Prohibition.Add(Turn().Scaled(-0.78, 0.78).Moved(-0.04, -0.04)).Fill(Inks.Red, Sign.Slash)),
        Of("no_stopping", Sign.NoHalt.Fill(Inks.Red, Sign.Slash, Sign.Slash.Turned(90))),
        Of("no_through_road", NoThroughRoad()),
        Of("no_waiting", Sign.NoHalt.Fill(Inks.Red, Sign.Slash)),
        Of(
            "road_narrows_right",
            Sign.Warning.Stroke(
                Inks.Black,
                0.13,
                Curve.Line((-0.16, -0.28), (-0.16, 0.24)),
                Curve.Line((0.3, -0.28), (0.3, -0.12), (0.1, 0.1), (0.1, 0.24))
            )
        ),
        Of("road_works", RoadWorks()),
        Of("roundabout", Roundabout()),
        Of("sharp_route_deviation", Chevrons()),
        Of("steep_downwards", Sign.Warning.Add(Slope()).Fill(Inks.Black, Curve.Arrow((-0.1, 0.3), (0.32, -0.02), 0.09, 0.2, 0.28))),
        Of(
            "steep_upwards",
            Sign.Warning.Add(Slope().Scaled(-1, 1)).Fill(Inks.Black, Curve.Arrow((-0.32, -0.02), (0.1, 0.3), 0.09, 0.2, 0.28))
        ),
        Of(
            "stop_give_way",
            Painting
                .Empty.Fill(Inks.Red, Curve.Polygon(Curve.Regular(8, 1, 22.5)))
                .Stroke(Inks.White, 0.045, Curve.Polygon(Curve.Regular(8, 0.9, 22.5)))
                .Stroke(Inks.White, 0.14, [.. Glyphs.Word("STOP", 0.56).Select(stroke => stroke.Scaled(0.8, 1))])
        ),
        Of("turn_left_ahead", Sign.Mandatory.Add(Turn(Inks.White))),
        Of(
            "uneven_road",
            Sign.Warning.Fill(
                Inks.Black,
                Curve.Rectangle(-0.5, -0.32, 0.5, -0.2),
                Curve.Arc((-0.23, -0.21), 0.2, 0, 180),
                Curve.Arc((0.23, -0.21), 0.2, 0, 180)
            )
        ),
        Of("wild_animals", Sign.Warning.Add(Deer())),
        Of("yield", Sign.Warning.Turned(180)),
    ];

    private static Board Of(string name, Painting icon) => new($"board_traffic_{name}", icon);

    /// <summary>A car from behind, one wide.</summary>
    private static Painting Car(Rgb ink) =>
        Painting
            .Empty.Fill(
                ink,
                Curve.Rounded(0.1, (-0.5, -0.3), (0.5, -0.3), (0.5, 0.1), (-0.5, 0.1)),
                Curve.Rounded(0.06, (-0.42, 0), (0.42, 0), (0.3, 0.42), (-0.3, 0.42)),
                Curve.Rounded(0.04, (-0.46, -0.46), (-0.24, -0.46), (-0.24, -0.2), (-0.46, -0.2)),
                Curve.Rounded(0.04, (0.24, -0.46), (0.46, -0.46), (0.46, -0.2), (0.24, -0.2))
            )
            .Fill(Inks.White, Curve.Polygon((-0.3, 0.1), (0.3, 0.1), (0.22, 0.32), (-0.22, 0.32)));

    /// <summary>An arrow that bends to the left.</summary>
    private static Painting Turn(Rgb? color = null)
    {
        var ink = color ?? Inks.Black;
        return Painting
            .Empty.Stroke(
                ink,
                0.25,
                Curve.Line((0.32, -0.6), (0.32, 0.02)).Then(Curve.Arc((0.1, 0.02), 0.22, 0, 90)).Then(Curve.Line((-0.2, 0.24)))
            )
            .Fill(ink, Curve.Head((-0.74, 0.24), 180, 0.52, 0.76));
    }

    private static Painting UTurn() =>
        Painting
            .Empty.Stroke(
                Inks.Black,
                0.19,
                Curve.Line((0.32, -0.46), (0.32, 0.16)).Then(Curve.Arc((0.03, 0.16), 0.29, 0, 180)).Then(Curve.Line((-0.26, -0.05)))
            )
            .Fill(Inks.Black, Curve.Head((-0.26, -0.5), -90, 0.42, 0.52));

    private static Painting Roundabout()
    {
        var arrow = Painting
            .Empty.Stroke(Inks.White, 0.2, Curve.Arc((0, 0), 0.5, 0, 62))
            .Fill(Inks.White, Curve.Head(Curve.At((0, 0), 0.56, 102), 172, 0.38, 0.6));
        return Sign.Mandatory.Add(arrow).Add(arrow.Turned(120)).Add(arrow.Turned(240));
    }

    private static Painting NoThroughRoad() =>
        Sign.Panel(Inks.Blue)
            .Fill(Inks.White, Curve.Rectangle(-0.16, -0.6, 0.16, 0.2), Curve.Rectangle(-0.54, 0.14, 0.54, 0.52))
            .Fill(Inks.Red, Curve.Rectangle(-0.49, 0.19, 0.49, 0.47));

    /// <summary>Arrow heads to the left, as at a sharp bend.</summary>
    private static Painting Chevrons()
    {
        var chevron = Curve.Polygon((-0.16, 0), (0.1, 0.42), (0.3, 0.42), (0.04, 0), (0.3, -0.42), (0.1, -0.42));
        return Painting
            .Empty.Fill(Inks.Black, Curve.Rectangle(-0.88, -0.42, 0.88, 0.42))
            .Fill(Inks.White, chevron.Moved(-0.62, 0), chevron.Moved(-0.06, 0), chevron.Moved(0.5, 0));
    }

    /// <summary>A hillside that falls to the right.</summary>
    private static Painting Slope() => Painting.Empty.Fill(Inks.Black, Curve.Polygon((-0.46, -0.32), (0.5, -0.32), (-0.3, 0.12)));

    private static Painting FallingRocks() =>
        Sign.Warning.Fill(
            Inks.Black,
            Curve.Polygon(
                (0.06, 0.4),
                (0.16, 0.38),
                (0.54, -0.32),
                (0.2, -0.32),
                (0.28, -0.14),
                (0.14, -0.06),
                (0.2, 0.08),
                (0.06, 0.16),
                (0.1, 0.28)
            ),
            Curve.Polygon((-0.14, 0.1), (-0.02, 0.16), (0.05, 0.06), (-0.04, -0.03), (-0.13, 0)),
            Curve.Polygon((-0.26, -0.06), (-0.14, -0.04), (-0.1, -0.14), (-0.2, -0.22), (-0.31, -0.15)),
            Curve.Polygon((-0.04, -0.14), (0.07, -0.12), (0.11, -0.23), (0.03, -0.31), (-0.1, -0.26)),
            Curve.Polygon((-0.48, -0.32), (-0.42, -0.21), (-0.29, -0.22), (-0.24, -0.32))
        );

    /// <summary>A car from the side whose wheel throws stones up.</summary>
    private static Painting LooseChippings() =>
        Sign
            .Warning.Fill(
                Inks.Black,
                Curve.Polygon(
                    (-0.42, -0.22),
                    (-0.42, -0.08),
                    (-0.28, -0.03),
                    (-0.2, 0.12),
                    (0.04, 0.12),
                    (0.14, -0.03),
                    (0.2, -0.06),
                    (0.2, -0.22)
                ),
                Curve.Circle((-0.27, -0.22), 0.1),
                Curve.Circle((0.07, -0.22), 0.1)
            )
            .Fill(Inks.White, Curve.Polygon((-0.2, -0.02), (-0.15, 0.07), (0, 0.07), (0.06, -0.02)))
            .Fill(Inks.White, Curve.Circle((-0.27, -0.22), 0.04), Curve.Circle((0.07, -0.22), 0.04))
            .Fill(
                Inks.Black,
                Curve.Circle((0.27, -0.27), 0.05),
                Curve.Circle((0.36, -0.17), 0.045),
                Curve.Circle((0.43, -0.28), 0.055),
                Curve.Circle((0.28, -0.07), 0.04),
                Curve.Circle((0.24, 0.07), 0.04)
            );

    /// <summary>A man who drives a shovel into a heap.</summary>
    private static Painting RoadWorks() =>
        Sign
            .Warning.Fill(
                Inks.Black,
                Curve.Circle((0, 0.3), 0.095),
                Curve.Smooth((0.06, -0.33), (0.14, -0.22), (0.29, -0.13), (0.42, -0.2), (0.54, -0.33))
            )
            .Stroke(Inks.Black, 0.17, Curve.Line((-0.06, 0.13), (-0.18, -0.04)))
            .Stroke(Inks.Black, 0.1, Curve.Line((-0.2, -0.06), (-0.3, -0.29)), Curve.Line((-0.16, -0.06), (-0.02, -0.16), (-0.04, -0.29)))
            .Stroke(Inks.Black, 0.075, Curve.Line((-0.02, 0.16), (0.08, 0.02)), Curve.Line((-0.1, 0.06), (-0.02, -0.02), (0.12, -0.02)))
            .Stroke(Inks.Black, 0.05, Curve.Line((0.03, 0.08), (0.26, -0.16)));

    /// <summary>Leaping to the left.</summary>
    private static Painting Deer() =>
        Painting
            .Empty.Fill(
                Inks.Black,
                // Back, rump, belly, breast, neck, head.
                Curve.Loop(
                    (-0.14, 0.3),
                    (-0.08, 0.16),
                    (0.06, 0.1),
                    (0.22, 0.04),
                    (0.29, -0.06),
                    (0.22, -0.13),
                    (0.06, -0.08),
                    (-0.1, -0.07),
                    (-0.18, 0.02),
                    (-0.2, 0.14),
                    (-0.25, 0.2),
                    (-0.34, 0.18),
                    (-0.35, 0.23),
                    (-0.24, 0.3)
                )
            )
            .Stroke(
                Inks.Black,
                0.06,
                Curve.Line((-0.14, -0.02), (-0.32, -0.02), (-0.36, -0.14)),
                Curve.Line((-0.1, -0.04), (-0.24, -0.13), (-0.26, -0.24)),
                Curve.Line((0.22, -0.08), (0.34, -0.14), (0.4, -0.29)),
                Curve.Line((0.18, -0.1), (0.22, -0.2), (0.31, -0.3)),
                Curve.Line((0.27, 0), (0.33, 0.02))
            )
            .Stroke(
                Inks.Black,
                0.04,
                Curve.Line((-0.18, 0.29), (-0.08, 0.36), (-0.06, 0.46)),
                Curve.Line((-0.08, 0.36), (0.02, 0.38)),
                Curve.Line((-0.2, 0.29), (-0.17, 0.4), (-0.12, 0.44))
            );
}
