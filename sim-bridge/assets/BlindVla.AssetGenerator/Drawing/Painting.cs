using System.Collections.Immutable;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Drawing;

/// <summary>Areas of one colour each, laid over one another in order. Its unit and place are up to who draws it.</summary>
internal sealed class Painting
{
    public static readonly Painting Empty = new([]);

    private readonly ImmutableArray<(ImmutableArray<Curve> Outlines, FillRule Rule, Rgb Ink)> _layers;

    private Painting(ImmutableArray<(ImmutableArray<Curve>, FillRule, Rgb)> layers) => _layers = layers;

    /// <summary>Every curve filled.</summary>
    public Painting Fill(Rgb ink, params ReadOnlySpan<Curve> outlines)
    {
        // One by one, so that the turning senses of curves that overlap do not matter.
        var painting = this;
        foreach (var outline in outlines)
            painting = painting.With([outline], FillRule.NonZero, ink);
        return painting;
    }

    /// <summary>Filled where an odd number of the outlines lies around: the second is a hole in the first.</summary>
    public Painting FillBetween(Rgb ink, params ReadOnlySpan<Curve> outlines) => With([.. outlines], FillRule.EvenOdd, ink);

    /// <summary>Every curve drawn with a round pen.</summary>
    public Painting Stroke(Rgb ink, double width, params ReadOnlySpan<Curve> curves)
    {
        var outlines = ImmutableArray.CreateBuilder<Curve>();
        foreach (var curve in curves)
            outlines.AddRange(curve.Stroked(width));
        return With(outlines.ToImmutable(), FillRule.NonZero, ink);
    }

    /// <summary>The other painting on top.</summary>
    public Painting Add(Painting other) => new(_layers.AddRange(other._layers));

    public Painting Moved(double x, double y) => Map(curve => curve.Moved(x, y));

    /// <summary>About the origin; a negative factor mirrors.</summary>
    public Painting Scaled(double x, double y) => Map(curve => curve.Scaled(x, y));

    /// <summary>About the origin, equally in both directions.</summary>
    public Painting Scaled(double factor) => Scaled(factor, factor);

    /// <summary>About the origin, counter-clockwise.</summary>
    public Painting Turned(double degrees) => Map(curve => curve.Turned(degrees));

    /// <summary>Paints over a picture.</summary>
    /// <param name="turn">Degrees counter-clockwise by which the painting is turned about its origin, which lies in the picture's
    /// middle.</param>
    /// <param name="pixelsPerUnit">Size of the painting's unit.</param>
    public void PaintOn(Picture picture, double turn, double pixelsPerUnit)
    {
        var (c, s) = (
            PortableMath.Cos(PortableMath.Radians(turn)) * pixelsPerUnit,
            PortableMath.Sin(PortableMath.Radians(turn)) * pixelsPerUnit
        );
        var (middleX, middleY) = (picture.Width / 2.0, picture.Height / 2.0);
        foreach (var (outlines, rule, ink) in _layers)
        {
            var pixels = outlines.Select(outline =>
                outline.Points.Select(p => (middleX + (c * p.X) - (s * p.Y), middleY - (s * p.X) - (c * p.Y))).ToArray()
            );
            Rasteriser.Fill(picture, pixels, rule, ink);
        }
    }

    private Painting With(ImmutableArray<Curve> outlines, FillRule rule, Rgb ink) => new(_layers.Add((outlines, rule, ink)));

    private Painting Map(Func<Curve, Curve> map) =>
        new([.. _layers.Select(layer => (layer.Outlines.Select(map).ToImmutableArray(), layer.Rule, layer.Ink))]);
}
