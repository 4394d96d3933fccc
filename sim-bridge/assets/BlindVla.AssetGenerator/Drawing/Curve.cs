using System.Collections.Immutable;
using BlindVla.AssetGenerator.Numerics;
using Point = (double X, double Y);

namespace BlindVla.AssetGenerator.Drawing;

/// <summary>
/// A line in the plane, as a chain of points close enough together to look smooth: x to the right, y upwards, angles in degrees
/// counter-clockwise from +x. Filling closes it.
/// </summary>
internal sealed class Curve
{
    private Curve(ImmutableArray<Point> points) => Points = points;

    public ImmutableArray<Point> Points { get; }

    /// <summary>Straight from point to point.</summary>
    public static Curve Line(params ReadOnlySpan<Point> points) => new([.. points]);

    /// <summary>Straight from point to point and back to the first.</summary>
    public static Curve Polygon(params ReadOnlySpan<Point> corners) => new([.. corners, corners[0]]);

    /// <summary>From <paramref name="a"/> to <paramref name="d"/>, drawn towards two points on the way (a cubic Bézier curve).</summary>
    public static Curve Bezier(Point a, Point b, Point c, Point d)
    {
        const int Steps = 16;
        var points = ImmutableArray.CreateBuilder<Point>(Steps + 1);
        for (var i = 0; i <= Steps; i++)
        {
            var (t, s) = (i / (double)Steps, 1 - (i / (double)Steps));
            var (wa, wb, wc, wd) = (s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t);
            points.Add(((wa * a.X) + (wb * b.X) + (wc * c.X) + (wd * d.X), (wa * a.Y) + (wb * b.Y) + (wc * c.Y) + (wd * d.Y)));
        }
        return new(points.MoveToImmutable());
    }

    /// <summary>Through all points without a corner (Catmull and Rom): parallel at each point to the line between its neighbours.</summary>
    public static Curve Smooth(params ReadOnlySpan<Point> points)
    {
        var through = points.ToArray();
        return Through(through, through.Length - 1, i => through[Math.Clamp(i, 0, through.Length - 1)]);
    }

    /// <summary>Through all points without a corner and back to the first.</summary>
    public static Curve Loop(params ReadOnlySpan<Point> points)
    {
        var through = points.ToArray();
        return Through(through, through.Length, i => through[(i + through.Length) % through.Length]);
    }

    /// <summary>Part of a circle; clockwise where <paramref name="to"/> is the smaller angle.</summary>
    public static Curve Arc(Point center, double radius, double from, double to)
    {
        var steps = Math.Max(2, (int)Math.Ceiling(Math.Abs(to - from) / 5));
        return new([.. Enumerable.Range(0, steps + 1).Select(i => At(center, radius, from + ((to - from) * i / steps)))]);
    }

    public static Curve Circle(Point center, double radius) => Arc(center, radius, 0, 360);

    public static Curve Ellipse(Point center, double radiusX, double radiusY) =>
        Circle((0, 0), 1).Scaled(radiusX, radiusY).Moved(center.X, center.Y);

    public static Curve Rectangle(double left, double bottom, double right, double top) =>
        Polygon((left, bottom), (right, bottom), (right, top), (left, top));

    /// <summary>A straight stroke with square ends.</summary>
    public static Curve Bar(Point from, Point to, double width)
    {
        var (ax, ay) = Across(from, to, width / 2);
        return Polygon((from.X + ax, from.Y + ay), (from.X - ax, from.Y - ay), (to.X - ax, to.Y - ay), (to.X + ax, to.Y + ay));
    }

    /// <summary>A convex polygon, counter-clockwise, with its corners rounded to a radius.</summary>
    public static Curve Rounded(double radius, params ReadOnlySpan<Point> corners)
    {
        var points = ImmutableArray.CreateBuilder<Point>();
        for (var i = 0; i < corners.Length; i++)
        {
            var (before, corner, after) = (
                corners[(i + corners.Length - 1) % corners.Length],
                corners[i],
                corners[(i + 1) % corners.Length]
            );
            var (arriving, leaving) = (Direction(before, corner), Direction(corner, after));
            var turn = ((leaving - arriving) % 360 + 360) % 360;
            // The centre of the rounding lies on the corner's bisector.
            var center = At(corner, radius / PortableMath.Cos(PortableMath.Radians(turn / 2)), arriving + 90 + (turn / 2));
            points.AddRange(Arc(center, radius, arriving - 90, arriving - 90 + turn).Points);
        }
        return new([.. points, points[0]]);
    }

    /// <summary>A polygon with equal sides; its first corner lies in the direction <paramref name="first"/>.</summary>
    public static Point[] Regular(int sides, double radius, double first) =>
        [.. Enumerable.Range(0, sides).Select(i => At((0, 0), radius, first + (360.0 * i / sides)))];

    /// <summary>The triangle at the end of an arrow that points in a direction.</summary>
    public static Curve Head(Point tip, double direction, double length, double width) =>
        Polygon((0, 0), (-length, width / 2), (-length, -width / 2)).Turned(direction).Moved(tip.X, tip.Y);

    /// <summary>A straight arrow.</summary>
    public static Curve Arrow(Point from, Point tip, double width, double headLength, double headWidth)
    {
        var direction = Direction(from, tip);
        var length = Math.Sqrt(((tip.X - from.X) * (tip.X - from.X)) + ((tip.Y - from.Y) * (tip.Y - from.Y)));
        var neck = length - headLength;
        var (half, headHalf) = (width / 2, headWidth / 2);
        return Polygon((0, -half), (neck, -half), (neck, -headHalf), (length, 0), (neck, headHalf), (neck, half), (0, half))
            .Turned(direction)
            .Moved(from.X, from.Y);
    }

    /// <summary>The point at a distance in a direction.</summary>
    public static Point At(Point center, double distance, double direction)
    {
        var angle = PortableMath.Radians(direction);
        return (center.X + (distance * PortableMath.Cos(angle)), center.Y + (distance * PortableMath.Sin(angle)));
    }

    /// <summary>This curve, a straight line to the start of the next, and the next.</summary>
    public Curve Then(Curve next) => new([.. Points, .. next.Points]);

    public Curve Map(Func<Point, Point> map) => new([.. Points.Select(map)]);

    public Curve Moved(double x, double y) => Map(p => (p.X + x, p.Y + y));

    /// <summary>About the origin.</summary>
    public Curve Scaled(double x, double y) => Map(p => (p.X * x, p.Y * y));

    /// <summary>About the origin.</summary>
    public Curve Turned(double degrees)
    {
        var (c, s) = (PortableMath.Cos(PortableMath.Radians(degrees)), PortableMath.Sin(PortableMath.Radians(degrees)));
        return Map(p => ((c * p.X) - (s * p.Y), (s * p.X) + (c * p.Y)));
    }

    /// <summary>
    /// The area that a round pen covers, as outlines to be filled by <see cref="FillRule.NonZero"/>: a bar along every piece and a disc on
    /// every point, all of one turning sense.
    /// </summary>
    public IEnumerable<Curve> Stroked(double width)
    {
        foreach (var point in Points)
            yield return Circle(point, width / 2);
        for (var i = 0; i + 1 < Points.Length; i++)
        {
            if (Points[i] != Points[i + 1])
                yield return Bar(Points[i], Points[i + 1], width);
        }
    }

    private static Curve Through(Point[] points, int pieces, Func<int, Point> at)
    {
        var curve = new Curve([points[0]]);
        for (var i = 0; i < pieces; i++)
        {
            var (before, from, to, after) = (at(i - 1), at(i), at(i + 1), at(i + 2));
            curve = curve.Then(
                Bezier(
                    from,
                    (from.X + ((to.X - before.X) / 6), from.Y + ((to.Y - before.Y) / 6)),
                    (to.X - ((after.X - from.X) / 6), to.Y - ((after.Y - from.Y) / 6)),
                    to
                )
            );
        }
        return curve;
    }

    private static double Direction(Point from, Point to) => PortableMath.Degrees(PortableMath.Atan2(to.Y - from.Y, to.X - from.X));

    /// <summary>The vector of a length to the left of the way.</summary>
    private static Point Across(Point from, Point to, double length)
    {
        var (dx, dy) = (to.X - from.X, to.Y - from.Y);
        var scale = length / Math.Sqrt((dx * dx) + (dy * dy));
        return (-dy * scale, dx * scale);
    }
}
