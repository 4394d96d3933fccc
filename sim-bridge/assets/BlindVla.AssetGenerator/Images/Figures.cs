namespace BlindVla.AssetGenerator.Images;

/// <summary>Distances from a place (x, y) to plane figures about the origin, negative inside, in the unit of the place.</summary>
internal static class Figures
{
    public static double Disc(double x, double y, double radius) => Math.Sqrt((x * x) + (y * y)) - radius;

    /// <summary>A rectangle of two half sides, with rounded corners.</summary>
    public static double Rectangle(double x, double y, double halfWidth, double halfHeight, double rounding = 0)
    {
        var (dx, dy) = (Math.Abs(x) - halfWidth + rounding, Math.Abs(y) - halfHeight + rounding);
        var (ox, oy) = (Math.Max(0, dx), Math.Max(0, dy));
        return Math.Min(0, Math.Max(dx, dy)) + Math.Sqrt((ox * ox) + (oy * oy)) - rounding;
    }

    /// <summary>The stroke of a round pen from a to b.</summary>
    public static double Stroke(double x, double y, (double X, double Y) a, (double X, double Y) b, double halfWidth)
    {
        var (dx, dy) = (b.X - a.X, b.Y - a.Y);
        var t = Math.Clamp((((x - a.X) * dx) + ((y - a.Y) * dy)) / ((dx * dx) + (dy * dy)), 0, 1);
        return Disc(x - a.X - (t * dx), y - a.Y - (t * dy), halfWidth);
    }

    /// <summary>Inside a simple polygon of any turning sense: the sign alone, by counting crossings.</summary>
    public static bool Contains(ReadOnlySpan<(double X, double Y)> polygon, double x, double y)
    {
        var inside = false;
        for (var (i, j) = (0, polygon.Length - 1); i < polygon.Length; j = i++)
        {
            var (a, b) = (polygon[i], polygon[j]);
            if (a.Y > y != b.Y > y && x < a.X + ((b.X - a.X) * (y - a.Y) / (b.Y - a.Y)))
                inside = !inside;
        }
        return inside;
    }
}
