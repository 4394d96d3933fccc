using BlindVla.AssetGenerator.Images;
using Point = (double X, double Y);

namespace BlindVla.AssetGenerator.Drawing;

/// <summary>
/// Fills areas of a picture. A pixel's share of the area is the mean of eight horizontal lines through it, of which each knows exactly
/// how much of it lies inside. Plain arithmetic in a fixed order: the same bytes on every machine.
/// </summary>
internal static class Rasteriser
{
    private const int LinesPerPixel = 8;

    /// <param name="outlines">In pixels from the top left corner of the picture; closed from the last point to the first.</param>
    public static void Fill(Picture picture, IEnumerable<IReadOnlyList<Point>> outlines, FillRule rule, Rgb ink)
    {
        var lines = new List<(double X, int Turn)>?[picture.Height * LinesPerPixel];
        foreach (var outline in outlines)
        {
            for (var (i, j) = (0, outline.Count - 1); i < outline.Count; j = i++)
                Cross(lines, outline[j], outline[i]);
        }
        var share = new double[picture.Width];
        for (var row = 0; row < picture.Height; row++)
        {
            Array.Clear(share);
            for (var line = row * LinesPerPixel; line < (row + 1) * LinesPerPixel; line++)
            {
                if (lines[line] is { } crossings)
                    Accumulate(share, crossings, rule);
            }
            for (var column = 0; column < picture.Width; column++)
            {
                if (share[column] > 0)
                    picture[column, row] = picture[column, row].Mix(ink, share[column] / LinesPerPixel);
            }
        }
    }

    /// <summary>Notes where the edge crosses each line, which lies in the middle of its strip, and in which sense.</summary>
    private static void Cross(List<(double X, int Turn)>?[] lines, Point from, Point to)
    {
        var turn = from.Y < to.Y ? 1 : -1;
        var (high, low) = from.Y < to.Y ? (from, to) : (to, from);
        var first = Math.Max(0, (int)Math.Ceiling((high.Y * LinesPerPixel) - 0.5));
        var end = Math.Min(lines.Length, (int)Math.Ceiling((low.Y * LinesPerPixel) - 0.5));
        for (var line = first; line < end; line++)
        {
            var y = (line + 0.5) / LinesPerPixel;
            (lines[line] ??= []).Add((high.X + ((low.X - high.X) * ((y - high.Y) / (low.Y - high.Y))), turn));
        }
    }

    private static void Accumulate(double[] share, List<(double X, int Turn)> crossings, FillRule rule)
    {
        crossings.Sort();
        var turns = 0;
        for (var i = 0; i + 1 < crossings.Count; i++)
        {
            turns += crossings[i].Turn;
            var inside = rule == FillRule.NonZero ? turns != 0 : (i & 1) == 0;
            if (inside)
                AddSpan(share, Math.Max(0, crossings[i].X), Math.Min(share.Length, crossings[i + 1].X));
        }
    }

    private static void AddSpan(double[] share, double from, double to)
    {
        for (var column = (int)from; column < to; column++)
            share[column] += Math.Min(to, column + 1) - Math.Max(from, column);
    }
}
