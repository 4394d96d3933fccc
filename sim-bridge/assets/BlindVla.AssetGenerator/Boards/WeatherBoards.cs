using System.Collections.Immutable;
using BlindVla.AssetGenerator.Drawing;
using BlindVla.AssetGenerator.Images;

namespace BlindVla.AssetGenerator.Boards;

/// <summary>Weather as forecasts draw it.</summary>
internal static class WeatherBoards
{
    private static readonly Rgb Sunlight = Rgb.Hex(0xF5A300);
    private static readonly Rgb Moonlight = Rgb.Hex(0xFFE37A);
    private static readonly Rgb Night = Rgb.Hex(0x14254F);
    private static readonly Rgb Cloud = Rgb.Hex(0x66778F);
    private static readonly Rgb StormCloud = Rgb.Hex(0x49525F);
    private static readonly Rgb Rain = Rgb.Hex(0x1470D6);
    private static readonly Rgb Ice = Rgb.Hex(0x2C9FE0);

    public static ImmutableArray<Board> All { get; } =
    [
        Of("clear_night", ClearNight()),
        Of("cloudy", CloudOf(Cloud)),
        Of("rainy", CloudOf(Cloud).Scaled(0.86).Moved(0, 0.28).Add(Drop(-0.44, -0.5)).Add(Drop(0, -0.62)).Add(Drop(0.44, -0.5))),
        Of("snowing", CloudOf(Cloud).Scaled(0.86).Moved(0, 0.28).Add(Flake(-0.48, -0.5)).Add(Flake(0, -0.66)).Add(Flake(0.48, -0.5))),
        Of("storm", CloudOf(StormCloud).Scaled(0.86).Moved(0, 0.28).Add(Lightning())),
        Of("sunny", Sun()),
        Of("sunrise", Sunrise()),
        Of("windy", Wind()),
        Of("windy_and_cloudy", CloudOf(Cloud).Scaled(0.78).Moved(0, 0.4).Add(Wind().Scaled(0.74, 0.62).Moved(0, -0.4))),
    ];

    private static Board Of(string name, Painting icon) => new($"board_weather_{name}", icon);

    private static Painting CloudOf(Rgb ink) =>
        Painting.Empty.Fill(
            ink,
            Curve.Circle((-0.5, -0.14), 0.32),
            Curve.Circle((-0.14, 0.14), 0.42),
            Curve.Circle((0.28, 0.06), 0.34),
            Curve.Circle((0.58, -0.18), 0.28),
            Curve.Rectangle(-0.5, -0.46, 0.58, 0)
        );

    private static Painting Sun()
    {
        var sun = Painting.Empty.Fill(Sunlight, Curve.Circle((0, 0), 0.46));
        for (var i = 0; i < 8; i++)
            sun = sun.Stroke(Sunlight, 0.14, Curve.Line(Curve.At((0, 0), 0.66, 45 * i), Curve.At((0, 0), 0.9, 45 * i)));
        return sun;
    }

    /// <summary>Half a sun above the horizon, and an arrow up.</summary>
    private static Painting Sunrise()
    {
        var sunrise = Painting.Empty.Fill(Sunlight, Curve.Arc((0, -0.36), 0.42, 0, 180));
        foreach (var direction in (double[])[10, 48, 132, 170])
        {
            sunrise = sunrise.Stroke(
                Sunlight,
                0.13,
                Curve.Line(Curve.At((0, -0.36), 0.6, direction), Curve.At((0, -0.36), 0.82, direction))
            );
        }
        return sunrise
            .Stroke(Night, 0.13, Curve.Line((-0.8, -0.46), (0.8, -0.46)))
            .Fill(Sunlight, Curve.Arrow((0, 0.2), (0, 0.92), 0.2, 0.4, 0.56));
    }

    /// <summary>A crescent and stars on a dark sky.</summary>
    private static Painting ClearNight()
    {
        static Curve Star(double x, double y, double size) =>
            Curve
                .Polygon((0, 1), (0.25, 0.25), (1, 0), (0.25, -0.25), (0, -1), (-0.25, -0.25), (-1, 0), (-0.25, 0.25))
                .Scaled(size, size)
                .Moved(x, y);
        return Painting
            .Empty.Fill(Night, Curve.Circle((0, 0), 0.98))
            .Fill(Moonlight, Curve.Circle((-0.12, -0.02), 0.62))
            .Fill(Night, Curve.Circle((0.2, 0.16), 0.54))
            .Fill(Moonlight, Star(0.3, 0.42, 0.22), Star(0.6, 0, 0.2), Star(0.22, -0.06, 0.14));
    }

    private static Painting Drop(double x, double y) =>
        Painting.Empty.Fill(Rain, Curve.Arc((0, -0.16), 0.15, -200, 20).Then(Curve.Line((0, 0.26))).Turned(-14).Moved(x, y));

    private static Painting Flake(double x, double y)
    {
        var flake = Painting.Empty;
        for (var i = 0; i < 3; i++)
            flake = flake.Stroke(Ice, 0.09, Curve.Line(Curve.At((x, y), 0.2, 30 + (60 * i)), Curve.At((x, y), 0.2, 210 + (60 * i))));
        return flake;
    }

    private static Painting Lightning() =>
        Painting.Empty.Fill(
            Sunlight,
            Curve.Polygon((0.02, 0.06), (-0.3, -0.5), (-0.04, -0.5), (-0.16, -0.96), (0.36, -0.3), (0.08, -0.3), (0.28, 0.06))
        );

    /// <summary>Three gusts that curl at their ends.</summary>
    private static Painting Wind() =>
        Painting.Empty.Stroke(
            Ice,
            0.15,
            Curve.Line((-0.8, 0.2), (0.3, 0.2)).Then(Curve.Arc((0.3, 0.46), 0.26, -90, 150)),
            Curve.Line((-0.86, -0.08), (0.6, -0.08)).Then(Curve.Arc((0.6, 0.1), 0.18, -90, 120)),
            Curve.Line((-0.7, -0.36), (0.2, -0.36)).Then(Curve.Arc((0.2, -0.58), 0.22, 90, -150))
        );
}
