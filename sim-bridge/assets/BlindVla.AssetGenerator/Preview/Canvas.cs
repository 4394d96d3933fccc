using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;

namespace BlindVla.AssetGenerator.Preview;

/// <summary>A depth-buffered triangle drawer: one light, no shadows, enough to judge a shape and its texture.</summary>
internal sealed class Canvas
{
    private static readonly Vector3 ToLight = new Vector3(0.35, -0.45, 0.82).Normalized();

    private readonly Picture _picture;
    private readonly double[] _depths;

    public Canvas(Picture background)
    {
        _picture = new Picture(background.Width, background.Height);
        background.Pixels.CopyTo(_picture.Pixels, 0);
        _depths = new double[background.Width * background.Height];
        Array.Fill(_depths, double.PositiveInfinity);
    }

    public Picture Picture => _picture;

    public void Draw(VisualPart part, Projection project, Vector3 eye)
    {
        foreach (var triangle in part.Mesh.Triangles)
            Fill(
                part.Mesh.Vertices[triangle.A],
                part.Mesh.Vertices[triangle.B],
                part.Mesh.Vertices[triangle.C],
                part.Material,
                project,
                eye
            );
    }

    private void Fill(Vertex a, Vertex b, Vertex c, Material material, Projection project, Vector3 eye)
    {
        var (ax, ay, az) = project(a.Position);
        var (bx, by, bz) = project(b.Position);
        var (cx, cy, cz) = project(c.Position);
        var area = ((bx - ax) * (cy - ay)) - ((cx - ax) * (by - ay));
        // Counter-clockwise triangles seen from their front turn clockwise when rows grow downwards.
        if (area >= 0)
            return;
        var (left, right) = (
            Math.Max(0, (int)Math.Min(ax, Math.Min(bx, cx))),
            Math.Min(_picture.Width - 1, (int)Math.Max(ax, Math.Max(bx, cx)) + 1)
        );
        var (top, bottom) = (
            Math.Max(0, (int)Math.Min(ay, Math.Min(by, cy))),
            Math.Min(_picture.Height - 1, (int)Math.Max(ay, Math.Max(by, cy)) + 1)
        );
        for (var row = top; row <= bottom; row++)
        {
            for (var column = left; column <= right; column++)
            {
                var (x, y) = (column + 0.5, row + 0.5);
                var wb = (((x - ax) * (cy - ay)) - ((cx - ax) * (y - ay))) / area;
                var wc = (((bx - ax) * (y - ay)) - ((x - ax) * (by - ay))) / area;
                var wa = 1 - wb - wc;
                var depth = (wa * az) + (wb * bz) + (wc * cz);
                if (wa < 0 || wb < 0 || wc < 0 || depth >= _depths[(row * _picture.Width) + column])
                    continue;
                _depths[(row * _picture.Width) + column] = depth;
                var position = (a.Position * wa) + (b.Position * wb) + (c.Position * wc);
                var normal = ((a.Normal * wa) + (b.Normal * wb) + (c.Normal * wc)).Normalized();
                var color =
                    material.Color
                    * (material.Texture?.Sample((a.U * wa) + (b.U * wb) + (c.U * wc), (a.V * wa) + (b.V * wb) + (c.V * wc)) ?? Rgb.White);
                _picture[column, row] = Light(color, normal, (eye - position).Normalized(), material);
            }
        }
    }

    private static Rgb Light(Rgb color, Vector3 normal, Vector3 toEye, Material material)
    {
        var diffuse = 0.4 + (0.6 * Math.Max(0, normal.Dot(ToLight)));
        var half = (ToLight + toEye).Normalized();
        var gleam = Math.Max(0, normal.Dot(half));
        for (var i = 0; i < 2 + (int)(4 * material.Shininess); i++)
            gleam *= gleam;
        return (color * diffuse) + (Rgb.White * (0.5 * material.Specular * gleam));
    }
}
