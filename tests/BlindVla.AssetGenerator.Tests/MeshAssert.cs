using BlindVla.AssetGenerator.Geometry;

namespace BlindVla.AssetGenerator.Tests;

internal static class MeshAssert
{
    /// <summary>Closed (every edge is passed once each way, as often as it is passed at all), turned outwards, with sound
    /// normals.</summary>
    public static void IsSound(Mesh mesh, string name)
    {
        var edges = new Dictionary<(Vector3, Vector3), int>();
        foreach (var (a, b, c) in mesh.Triangles)
        {
            Count(a, b);
            Count(b, c);
            Count(c, a);
        }
        Assert.That(edges.Values.Count(balance => balance != 0), Is.Zero, $"{name}: edges at an open rim");
        Assert.That(mesh.Volume, Is.Positive, $"{name}: turned inside out");
        foreach (var triangle in mesh.Triangles)
        {
            var face = mesh.AreaVector(triangle).Normalized();
            foreach (var corner in (int[])[triangle.A, triangle.B, triangle.C])
            {
                var normal = mesh.Vertices[corner].Normal;
                Assert.That(normal.Length, Is.EqualTo(1).Within(1e-6), $"{name}: length of a normal");
                Assert.That(normal.Dot(face), Is.GreaterThan(0.3), $"{name}: a normal leans away from its face");
            }
        }

        void Count(int from, int to)
        {
            var (a, b) = (Rounded(mesh.Vertices[from].Position), Rounded(mesh.Vertices[to].Position));
            edges[(a, b)] = edges.GetValueOrDefault((a, b)) + 1;
            edges[(b, a)] = edges.GetValueOrDefault((b, a)) - 1;
        }
    }

    private static Vector3 Rounded(Vector3 p) => new(Math.Round(p.X, 8) + 0.0, Math.Round(p.Y, 8) + 0.0, Math.Round(p.Z, 8) + 0.0);
}
