using System.Collections.Immutable;
using System.Text;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Geometry;

/// <summary>A closed surface, or several of them, made of triangles.</summary>
internal sealed class Mesh
{
    private Mesh(ImmutableArray<Vertex> vertices, ImmutableArray<Triangle> triangles)
    {
        Vertices = vertices;
        Triangles = triangles;
    }

    public ImmutableArray<Vertex> Vertices { get; }

    public ImmutableArray<Triangle> Triangles { get; }

    public BoundingBox Bounds => BoundingBox.Of(Vertices.Select(vertex => vertex.Position));

    /// <summary>Enclosed volume, m3; parts that overlap count twice.</summary>
    public double Volume
    {
        get
        {
            var sum = 0.0;
            foreach (var (a, b, c) in Triangles)
                sum += Vertices[a].Position.Dot(Vertices[b].Position.Cross(Vertices[c].Position));
            return sum / 6;
        }
    }

    public static Mesh Combine(params ReadOnlySpan<Mesh> parts)
    {
        var builder = new Builder();
        foreach (var part in parts)
            builder.Add(part);
        return builder.Build();
    }

    public Mesh Map(Func<Vector3, Vector3> map) => new([.. Vertices.Select(v => v with { Position = map(v.Position) })], Triangles);

    public Mesh MapTexture(Func<Vertex, (double U, double V)> map) =>
        new(
            [
                .. Vertices.Select(v =>
                {
                    var (textureU, textureV) = map(v);
                    return v with { U = textureU, V = textureV };
                }),
            ],
            Triangles
        );

    public Mesh Moved(double x, double y, double z) => Map(p => p + new Vector3(x, y, z));

    public Mesh Scaled(double x, double y, double z) => Map(p => new(p.X * x, p.Y * y, p.Z * z));

    public Mesh RotatedX(double degrees) => Map(p => p.RotatedX(degrees));

    public Mesh RotatedY(double degrees) => Map(p => p.RotatedY(degrees));

    public Mesh RotatedZ(double degrees) => Map(p => p.RotatedZ(degrees));

    /// <summary>What stands along z, laid down: its top at +y, the seam of its texture on the table.</summary>
    public Mesh LaidAlongY() => RotatedZ(90).RotatedX(-90);

    /// <summary>The mirror image at the plane y = 0.</summary>
    public Mesh MirroredY() =>
        new(
            [.. Vertices.Select(v => v with { Position = v.Position with { Y = -v.Position.Y } })],
            [.. Triangles.Select(t => new Triangle(t.A, t.C, t.B))]
        );

    /// <summary>
    /// Gives every corner its normal: the area-weighted mean of the faces that meet there, except those across an edge sharper than
    /// <paramref name="creaseDegrees"/>. Vertices are shared where position, texture place and normal agree.
    /// </summary>
    public Mesh Shaded(double creaseDegrees)
    {
        var limit = PortableMath.Cos(PortableMath.Radians(creaseDegrees));
        var areas = Triangles.Select(AreaVector).ToArray();
        var units = areas.Select(area => area.Normalized()).ToArray();
        var facesAt = new Dictionary<(long, long, long), List<int>>();
        for (var face = 0; face < Triangles.Length; face++)
        {
            foreach (var corner in Corners(Triangles[face]))
            {
                var key = Key(Vertices[corner].Position);
                if (!facesAt.TryGetValue(key, out var faces))
                    facesAt.Add(key, faces = []);
                faces.Add(face);
            }
        }
        var builder = new Builder();
        var indices = new int[3];
        for (var face = 0; face < Triangles.Length; face++)
        {
            var slot = 0;
            foreach (var corner in Corners(Triangles[face]))
            {
                var normal = Vector3.Zero;
                foreach (var neighbour in facesAt[Key(Vertices[corner].Position)])
                {
                    if (units[neighbour].Dot(units[face]) >= limit)
                        normal += areas[neighbour];
                }
                indices[slot++] = builder.Vertex(Vertices[corner] with { Normal = normal.Normalized() });
            }
            builder.Triangle(indices[0], indices[1], indices[2]);
        }
        return builder.Build();
    }

    /// <summary>Twice the area times the outward unit normal.</summary>
    public Vector3 AreaVector(Triangle triangle)
    {
        var origin = Vertices[triangle.A].Position;
        return (Vertices[triangle.B].Position - origin).Cross(Vertices[triangle.C].Position - origin);
    }

    /// <summary>
    /// Wavefront OBJ with six decimals (micrometres). Position, texture place and normal share one index, because readers differ in how
    /// they combine three.
    /// </summary>
    public string ToObj()
    {
        var text = new StringBuilder();
        foreach (var vertex in Vertices)
            text.Append("v ")
                .Append(Number(vertex.Position.X))
                .Append(' ')
                .Append(Number(vertex.Position.Y))
                .Append(' ')
                .Append(Number(vertex.Position.Z))
                .Append('\n');
        foreach (var vertex in Vertices)
            text.Append("vt ").Append(Number(vertex.U)).Append(' ').Append(Number(vertex.V)).Append('\n');
        foreach (var vertex in Vertices)
            text.Append("vn ")
                .Append(Number(vertex.Normal.X))
                .Append(' ')
                .Append(Number(vertex.Normal.Y))
                .Append(' ')
                .Append(Number(vertex.Normal.Z))
                .Append('\n');
        foreach (var triangle in Triangles)
        {
            text.Append('f');
            foreach (var corner in Corners(triangle))
                text.Append(' ').Append(corner + 1).Append('/').Append(corner + 1).Append('/').Append(corner + 1);
            text.Append('\n');
        }
        return text.ToString();
    }

    /// <summary>Six decimals, never "-0".</summary>
    public static string Number(double value)
    {
        var rounded = Math.Round(value, 6);
        return (rounded == 0 ? 0.0 : rounded).ToString("0.######");
    }

    private static IEnumerable<int> Corners(Triangle triangle) => [triangle.A, triangle.B, triangle.C];

    /// <summary>Positions closer than a nanometre are one.</summary>
    private static (long, long, long) Key(Vector3 p) =>
        ((long)Math.Round(p.X * 1e9), (long)Math.Round(p.Y * 1e9), (long)Math.Round(p.Z * 1e9));

    /// <summary>Collects vertices and triangles.</summary>
    internal sealed class Builder
    {
        private readonly List<Vertex> _vertices = [];
        private readonly Dictionary<Vertex, int> _indices = [];
        private readonly List<Triangle> _triangles = [];

        public int Vertex(Vector3 position, double u = 0, double v = 0) => Vertex(new(position, Vector3.Zero, u, v));

        public int Vertex(Vertex vertex)
        {
            if (!_indices.TryGetValue(vertex, out var index))
            {
                index = _vertices.Count;
                _vertices.Add(vertex);
                _indices.Add(vertex, index);
            }
            return index;
        }

        /// <summary>Triangles that collapse to a line (at poles) are left out.</summary>
        public void Triangle(int a, int b, int c)
        {
            var (pa, pb, pc) = (Key(_vertices[a].Position), Key(_vertices[b].Position), Key(_vertices[c].Position));
            if (pa != pb && pb != pc && pc != pa)
                _triangles.Add(new(a, b, c));
        }

        public void Quad(int a, int b, int c, int d)
        {
            Triangle(a, b, c);
            Triangle(a, c, d);
        }

        /// <summary>A convex polygon of a convex body, turned so that it faces away from <paramref name="inside"/>.</summary>
        public void Facet(Vector3 inside, params ReadOnlySpan<Vector3> polygon)
        {
            var normal = (polygon[1] - polygon[0]).Cross(polygon[2] - polygon[0]);
            var outward = normal.Dot(polygon[0] - inside) > 0;
            for (var i = 1; i + 1 < polygon.Length; i++)
            {
                var (a, b, c) = (Vertex(polygon[0]), Vertex(polygon[i]), Vertex(polygon[i + 1]));
                if (outward)
                    Triangle(a, b, c);
                else
                    Triangle(a, c, b);
            }
        }

        public void Add(Mesh mesh)
        {
            var map = mesh.Vertices.Select(Vertex).ToArray();
            foreach (var (a, b, c) in mesh.Triangles)
                Triangle(map[a], map[b], map[c]);
        }

        public Mesh Build() => new([.. _vertices], [.. _triangles]);
    }
}
