using System.Collections.Immutable;

namespace BlindVla.AssetGenerator.Drawing;

/// <summary>The few letters and digits that signs show, as strokes of a pen in a box one high about the origin.</summary>
internal static class Glyphs
{
    /// <summary>From one letter's middle to the next.</summary>
    private const double Advance = 0.92;

    /// <summary>The strokes of a word of a height, its middle at the origin.</summary>
    public static Curve[] Word(string text, double height)
    {
        var curves = new List<Curve>();
        for (var i = 0; i < text.Length; i++)
        {
            var x = Advance * (i - ((text.Length - 1) / 2.0));
            curves.AddRange(Of(text[i]).Select(stroke => stroke.Moved(x, 0).Scaled(height, height)));
        }
        return [.. curves];
    }

    private static ImmutableArray<Curve> Of(char glyph) =>
        glyph switch
        {
            '0' or 'O' => [Curve.Ellipse((0, 0), 0.32, 0.5)],
            '1' => [Curve.Line((-0.22, 0.26), (0.06, 0.5), (0.06, -0.5))],
            '2' => [Curve.Arc((0, 0.21), 0.29, 165, -35).Then(Curve.Line((-0.31, -0.5), (0.32, -0.5)))],
            '3' => [Curve.Arc((0, 0.25), 0.25, 150, -90).Then(Curve.Arc((0, -0.25), 0.25, 90, -150)).Scaled(1.15, 1)],
            '4' => [Curve.Line((0.14, -0.5), (0.14, 0.5), (-0.33, -0.2), (0.35, -0.2))],
            '5' => [Curve.Line((0.28, 0.5), (-0.21, 0.5), (-0.253, 0.063)).Then(Curve.Arc((-0.02, -0.17), 0.33, 135, -145))],
            '6' => [Curve.Circle((0, -0.2), 0.3), Curve.Smooth((0.2, 0.5), (-0.1, 0.3), (-0.27, 0.02), (-0.3, -0.2))],
            '7' => [Curve.Line((-0.31, 0.5), (0.31, 0.5), (-0.08, -0.5))],
            '8' => [Curve.Circle((0, 0.26), 0.24), Curve.Circle((0, -0.22), 0.28)],
            'A' => [Curve.Line((-0.34, -0.5), (0, 0.5), (0.34, -0.5)), Curve.Line((-0.21, -0.18), (0.21, -0.18))],
            'I' => [Curve.Line((0, -0.5), (0, 0.5))],
            'P' =>
            [
                Curve
                    .Line((-0.25, -0.5), (-0.25, 0.5), (0.03, 0.5))
                    .Then(Curve.Arc((0.03, 0.23), 0.27, 90, -90))
                    .Then(Curve.Line((-0.25, -0.04))),
            ],
            'S' => [Curve.Arc((0, 0.25), 0.25, 30, 270).Then(Curve.Arc((0, -0.25), 0.25, 90, -150)).Scaled(1.15, 1)],
            'T' => [Curve.Line((-0.32, 0.5), (0.32, 0.5)), Curve.Line((0, 0.5), (0, -0.5))],
            'W' => [Curve.Line((-0.46, 0.5), (-0.22, -0.5), (0, 0.3), (0.22, -0.5), (0.46, 0.5))],
            'X' => [Curve.Line((-0.3, -0.5), (0.3, 0.5)), Curve.Line((-0.3, 0.5), (0.3, -0.5))],
            _ => throw new ArgumentException(
                $"Expected a letter or digit that some sign shows (0 to 8, A I O P S T W X); found '{glyph}'.",
                nameof(glyph)
            ),
        };
}
