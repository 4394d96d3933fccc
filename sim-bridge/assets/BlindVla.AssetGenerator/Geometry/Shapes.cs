using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Geometry;

/// <summary>
/// The closed bodies everything is built from. None carries normals: place and combine them first, then call <see cref="Mesh.Shaded"/>.
/// </summary>
internal static class Shapes
{
    /// <summary>
    /// A tube through rings of points: <paramref name="surface"/>(s, angle) for every s of <paramref name="stations"/> and
    /// <paramref name="segments"/> angles in [0, 2 pi), counter-clockwise seen from beyond the last ring. Rings may shrink to a point;
    /// open ends are closed by a fan. Texture: u = angle, v = s from the first station to the last.
    /// </summary>
    public static Mesh Loft(IReadOnlyList<double> stations, int segments, Func<double, double, Vector3> surface)
    {
        var builder = new Mesh.Builder();
        var rings = new Vector3[stations.Count][];
        for (var ring = 0; ring < rings.Length; ring++)
        {
            rings[ring] = new Vector3[segments];
            for (var segment = 0; segment < segments; segment++)
                rings[ring][segment] = surface(stations[ring], 2 * Math.PI * segment / segments);
        }
        int At(int ring, int segment) => builder.Vertex(rings[ring][segment % segments], (double)segment / segments, V(ring));
        double V(int ring) => (stations[ring] - stations[0]) / (stations[^1] - stations[0]);

        for (var ring = 0; ring + 1 < rings.Length; ring++)
        {
            for (var segment = 0; segment < segments; segment++)
                builder.Quad(At(ring, segment), At(ring, segment + 1), At(ring + 1, segment + 1), At(ring + 1, segment));
        }
        for (var segment = 0; segment < segments; segment++)
        {
            var middle = (segment + 0.5) / segments;
            builder.Triangle(builder.Vertex(Mean(rings[0]), middle, 0), At(0, segment + 1), At(0, segment));
            builder.Triangle(builder.Vertex(Mean(rings[^1]), middle, 1), At(rings.Length - 1, segment), At(rings.Length - 1, segment + 1));
        }
        return builder.Build();
    }

    /// <summary>A profile of (radius, z) points turned about the z axis. Texture: v follows the length of the profile.</summary>
    public static Mesh Revolution(int segments, params IReadOnlyList<(double Radius, double Z)> profile)
    {
        var lengths = new double[profile.Count];
        for (var i = 1; i < lengths.Length; i++)
        {
            var (dr, dz) = (profile[i].Radius - profile[i - 1].Radius, profile[i].Z - profile[i - 1].Z);
            lengths[i] = lengths[i - 1] + Math.Sqrt((dr * dr) + (dz * dz));
        }
        return Loft(lengths, segments, (length, angle) =>
        {
            var (radius, z) = profile[Array.IndexOf(lengths, length)];
            return new(radius * PortableMath.Cos(angle), radius * PortableMath.Sin(angle), z);
        });
    }

    /// <summary>A cylinder about the z axis with chamfered rims.</summary>
    public static Mesh Cylinder(double radius, double bottom, double top, int segments, double chamfer = 0)
    {
        if (chamfer == 0)
            return Revolution(segments, (radius, bottom), (radius, top));
        return Revolution(
            segments,
            (radius - chamfer, bottom),
            (radius, bottom + chamfer),
            (radius, top - chamfer),
            (radius - chamfer, top)
        );
    }

    public static Mesh Sphere(double radius, int segments, int rings) => Superellipsoid(new(radius, radius, radius), 1, 1, segments, rings);

    /// <summary>
    /// A bar of elliptic section along a chain of points. Its width is horizontal where <paramref name="up"/> is vertical: it lies across
    /// both <paramref name="up"/>, which must not be parallel to the chain, and the chain. Texture: v follows the length of the chain.
    /// </summary>
    public static Mesh Sweep(Vector3 up, int segments, params IReadOnlyList<(Vector3 Center, double HalfWidth, double HalfHeight)> chain)
    {
        var lengths = new double[chain.Count];
        for (var i = 1; i < lengths.Length; i++)
            lengths[i] = lengths[i - 1] + (chain[i].Center - chain[i - 1].Center).Length;
        return Loft(lengths, segments, (length, angle) =>
        {
            var i = Array.IndexOf(lengths, length);
            var along = (chain[Math.Min(i + 1, lengths.Length - 1)].Center - chain[Math.Max(i - 1, 0)].Center).Normalized();
            var side = up.Cross(along).Normalized();
            return chain[i].Center
                + (side * (chain[i].HalfWidth * PortableMath.Cos(angle)))
                + (along.Cross(side) * (chain[i].HalfHeight * PortableMath.Sin(angle)));
        });
    }

    /// <summary>
    /// Exponents: 1 round, towards 0 square; <paramref name="ns"/> shapes the profile along z, <paramref name="ew"/> the horizontal
    /// section.
    /// </summary>
    public static Mesh Superellipsoid(Vector3 radii, double ns, double ew, int segments, int rings)
    {
        var stations = Enumerable.Range(0, rings + 1).Select(i => (double)i / rings).ToArray();
        return Loft(stations, segments, (s, angle) =>
        {
            var latitude = (s - 0.5) * Math.PI;
            var across = s is 0 or 1 ? 0 : SignedPow(PortableMath.Cos(latitude), ns);
            return new(
                radii.X * across * SignedPow(PortableMath.Cos(angle), ew),
                radii.Y * across * SignedPow(PortableMath.Sin(angle), ew),
                radii.Z * SignedPow(PortableMath.Sin(latitude), ns)
            );
        });
    }

    /// <summary>A box between two corners with flat 45 degree chamfers; 44 triangles, or 12 without chamfer.</summary>
    public static Mesh Box(Vector3 min, Vector3 max, double chamfer = 0)
    {
        var builder = new Mesh.Builder();
        var center = (min + max) / 2;
        var half = (max - min) / 2;
        if (Math.Min(half.X, Math.Min(half.Y, half.Z)) <= chamfer)
            throw new ArgumentException(
                $"Expected a chamfer below half of the thinnest side of the box {max - min}; found {chamfer}.",
                nameof(chamfer)
            );
        // The point of corner (sx, sy, sz) that is full along one axis and drawn in along the two others.
        Vector3 Corner(int sx, int sy, int sz, int full) =>
            center
            + new Vector3(
                sx * (half.X - (full == 0 ? 0 : chamfer)),
                sy * (half.Y - (full == 1 ? 0 : chamfer)),
                sz * (half.Z - (full == 2 ? 0 : chamfer))
            );

        foreach (var s in (int[])[-1, 1])
        {
            builder.Facet(center, Corner(s, -1, -1, 0), Corner(s, 1, -1, 0), Corner(s, 1, 1, 0), Corner(s, -1, 1, 0));
            builder.Facet(center, Corner(-1, s, -1, 1), Corner(1, s, -1, 1), Corner(1, s, 1, 1), Corner(-1, s, 1, 1));
            builder.Facet(center, Corner(-1, -1, s, 2), Corner(1, -1, s, 2), Corner(1, 1, s, 2), Corner(-1, 1, s, 2));
            if (chamfer == 0)
                continue;
            foreach (var t in (int[])[-1, 1])
            {
                builder.Facet(center, Corner(-1, s, t, 1), Corner(1, s, t, 1), Corner(1, s, t, 2), Corner(-1, s, t, 2));
                builder.Facet(center, Corner(s, -1, t, 0), Corner(s, 1, t, 0), Corner(s, 1, t, 2), Corner(s, -1, t, 2));
                builder.Facet(center, Corner(s, t, -1, 0), Corner(s, t, 1, 0), Corner(s, t, 1, 1), Corner(s, t, -1, 1));
                foreach (var r in (int[])[-1, 1])
                    builder.Facet(center, Corner(s, t, r, 0), Corner(s, t, r, 1), Corner(s, t, r, 2));
            }
        }
        return builder.Build();
    }

    /// <summary>
    /// A simple polygon (counter-clockwise, x and y) drawn out along z, with chamfered rims. Texture: planar, u and v over the polygon's
    /// bounding rectangle.
    /// </summary>
    public static Mesh Extrusion(IReadOnlyList<(double X, double Y)> outline, double bottom, double top, double chamfer = 0)
    {
        var inner = chamfer == 0 ? outline : Inset(outline, chamfer);
        var layers = new List<(IReadOnlyList<(double X, double Y)> Outline, double Z)> { (inner, bottom) };
        if (chamfer > 0)
        {
            layers.Add((outline, bottom + chamfer));
            layers.Add((outline, top - chamfer));
        }
        layers.Add((inner, top));

        var (minX, maxX) = (outline.Min(p => p.X), outline.Max(p => p.X));
        var (minY, maxY) = (outline.Min(p => p.Y), outline.Max(p => p.Y));
        var builder = new Mesh.Builder();
        int At(int layer, int i)
        {
            var (x, y) = layers[layer].Outline[i % outline.Count];
            return builder.Vertex(new(x, y, layers[layer].Z), (x - minX) / (maxX - minX), (y - minY) / (maxY - minY));
        }
        for (var layer = 0; layer + 1 < layers.Count; layer++)
        {
            for (var i = 0; i < outline.Count; i++)
                builder.Quad(At(layer, i), At(layer, i + 1), At(layer + 1, i + 1), At(layer + 1, i));
        }
        foreach (var (a, b, c) in Triangulate(inner))
        {
            builder.Triangle(At(layers.Count - 1, a), At(layers.Count - 1, b), At(layers.Count - 1, c));
            builder.Triangle(At(0, a), At(0, c), At(0, b));
        }
        return builder.Build();
    }

    /// <summary>The polygon with every edge moved inwards by <paramref name="distance"/>.</summary>
    public static IReadOnlyList<(double X, double Y)> Inset(IReadOnlyList<(double X, double Y)> outline, double distance)
    {
        var inner = new (double X, double Y)[outline.Count];
        for (var i = 0; i < outline.Count; i++)
        {
            var (before, here, after) = (outline[(i + outline.Count - 1) % outline.Count], outline[i], outline[(i + 1) % outline.Count]);
            var n1 = LeftNormal(before, here);
            var n2 = LeftNormal(here, after);
            var scale = distance / (1 + (n1.X * n2.X) + (n1.Y * n2.Y));
            inner[i] = (here.X + ((n1.X + n2.X) * scale), here.Y + ((n1.Y + n2.Y) * scale));
        }
        return inner;
    }

    private static (double X, double Y) LeftNormal((double X, double Y) a, (double X, double Y) b)
    {
        var (dx, dy) = (b.X - a.X, b.Y - a.Y);
        var length = Math.Sqrt((dx * dx) + (dy * dy));
        return (-dy / length, dx / length);
    }

    /// <summary>Ear clipping; enough for the few dozen corners of our outlines.</summary>
    private static List<Triangle> Triangulate(IReadOnlyList<(double X, double Y)> outline)
    {
        double Turn(int a, int b, int c) =>
            ((outline[b].X - outline[a].X) * (outline[c].Y - outline[a].Y))
            - ((outline[b].Y - outline[a].Y) * (outline[c].X - outline[a].X));

        var remaining = Enumerable.Range(0, outline.Count).ToList();
        var triangles = new List<Triangle>();
        while (remaining.Count > 3)
        {
            var ear = -1;
            for (var i = 0; i < remaining.Count && ear < 0; i++)
            {
                var (a, b, c) = (
                    remaining[(i + remaining.Count - 1) % remaining.Count],
                    remaining[i],
                    remaining[(i + 1) % remaining.Count]
                );
                var empty =
                    Turn(a, b, c) > 0
                    && remaining.All(p => p == a || p == b || p == c || Turn(a, b, p) < 0 || Turn(b, c, p) < 0 || Turn(c, a, p) < 0);
                if (empty)
                    ear = i;
            }
            if (ear < 0)
                throw new ArgumentException(
                    "Expected a simple counter-clockwise polygon; found one that crosses itself or runs clockwise.",
                    nameof(outline)
                );
            triangles.Add(
                new(remaining[(ear + remaining.Count - 1) % remaining.Count], remaining[ear], remaining[(ear + 1) % remaining.Count])
            );
            remaining.RemoveAt(ear);
        }
        triangles.Add(new(remaining[0], remaining[1], remaining[2]));
        return triangles;
    }

    private static Vector3 Mean(Vector3[] points)
    {
        var sum = Vector3.Zero;
        foreach (var point in points)
            sum += point;
        return sum / points.Length;
    }

    private static double SignedPow(double x, double exponent) =>
        exponent == 1 ? x
        : x < 0 ? -PortableMath.Pow(-x, exponent)
        : PortableMath.Pow(x, exponent);
}
