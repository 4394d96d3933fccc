using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;
using BlindVla.AssetGenerator.Numerics;
using BlindVla.AssetGenerator.Objects;
using BlindVla.AssetGenerator.Robot;
using BlindVla.AssetGenerator.Tables;

namespace BlindVla.AssetGenerator.Preview;

/// <summary>Pictures for the eyes of whoever works on the assets; nothing reads them.</summary>
internal static class ContactSheets
{
    private const int Tile = 320;

    private static readonly Material ArmBlack = new(new(0.13, 0.13, 0.14), Specular: 0.6, Shininess: 0.4);

    public static void Write(string directory)
    {
        Directory.CreateDirectory(directory);
        foreach (var model in ObjectCatalogue.All)
            Save(directory, $"object_{model.Name}", Turntable([.. model.Parts]));
        foreach (var (name, mesh) in WidowX.Links())
            Save(directory, $"link_{name}", Turntable([new(name, mesh, ArmBlack)]));
        foreach (var table in TableCatalogue.All)
            Save(directory, $"table_{table.Name}", table.Render());
        Save(directory, "scene", Scene());
    }

    /// <summary>Three views side by side: from 45 degrees above at two sides, and from above.</summary>
    private static Picture Turntable(IReadOnlyList<VisualPart> parts)
    {
        var bounds = BoundingBox.Of(parts.SelectMany(part => new[] { part.Mesh.Bounds.Min, part.Mesh.Bounds.Max }));
        var scale = Tile * 0.9 / bounds.Size.Length;
        var sheet = Plain(Tile * 3, Tile);
        var canvas = new Canvas(sheet);
        foreach (var (tile, azimuth, elevation) in ((int, double, double)[])[(0, -60, 40), (1, 120, 25), (2, -90, 89)])
        {
            var eye = new Vector3(1, 0, 0).RotatedY(-elevation).RotatedZ(azimuth);
            var right = new Vector3(0, 1, 0).RotatedZ(azimuth);
            var up = eye.Cross(right);
            (double, double, double) Project(Vector3 point)
            {
                var offset = point - bounds.Center;
                return ((Tile * (tile + 0.5)) + (offset.Dot(right) * scale), (Tile * 0.5) - (offset.Dot(up) * scale), -offset.Dot(eye));
            }
            foreach (var part in parts)
                canvas.Draw(part, Project, eye * 10);
        }
        return canvas.Picture;
    }

    /// <summary>The benchmark's view: the arm at its start, every object at rest on the oak table, in rows away from the arm.</summary>
    private static Picture Scene()
    {
        var canvas = new Canvas(TableCatalogue.All[0].Render());
        void Draw(VisualPart part, Func<Vector3, Vector3> place) =>
            canvas.Draw(part with { Mesh = part.Mesh.Map(place).Shaded(50) }, ThirdViewCamera.Project, ThirdViewCamera.Position);

        const int perRow = 7;
        foreach (var (i, model) in ObjectCatalogue.All.Index())
        {
            var middle = model.Box.Center with { Z = model.Box.Min.Z };
            // Long things point at the arm, so that a row is dense.
            var yaw = model.Box.Size.Y > model.Box.Size.X ? 90 : 0;
            var place = new Vector3(-0.36 + (0.085 * (i / perRow)), -0.205 + (0.068 * (i % perRow)), TableScene.TopZ);
            foreach (var part in model.Parts)
                Draw(part, p => (p - middle).RotatedZ(yaw) + place);
        }
        foreach (var (name, mesh) in WidowX.Links())
            Draw(new(name, mesh, ArmBlack), p => ArmAtStart(name, p));
        return canvas.Picture;
    }

    /// <summary>Body frames of the published kinematic chain at the benchmark's first joint angles.</summary>
    private static Vector3 ArmAtStart(string link, Vector3 p)
    {
        string[] chain = ["base", "shoulder", "upper_arm", "upper_forearm", "lower_forearm", "wrist", "gripper"];
        if (link.StartsWith("finger", StringComparison.Ordinal))
            p += new Vector3(0.066, link == "finger_left" ? 0.037 : -0.037, 0);
        var at = Array.IndexOf(chain, link);
        for (var i = at < 0 ? chain.Length - 1 : at; i > 0; i--)
        {
            p = i switch
            {
                6 => p.RotatedX(PortableMath.Degrees(0.00153398)) + new Vector3(0.065, 0, 0),
                5 => p.RotatedY(PortableMath.Degrees(1.36524296)) + new Vector3(0.075, 0, 0),
                4 => p.RotatedX(PortableMath.Degrees(-0.00460194)) + new Vector3(0.175, 0, 0),
                3 => p.RotatedY(PortableMath.Degrees(0.22242722)) + new Vector3(0.04975, 0, 0.25),
                2 => p.RotatedY(PortableMath.Degrees(0.0398835)) + new Vector3(0, 0, 0.03865),
                _ => p.RotatedZ(PortableMath.Degrees(-0.01840777)) + new Vector3(0, 0, 0.072),
            };
        }
        return p.RotatedZ(180) + new Vector3(0.147, 0.028, 0.870);
    }

    private static Picture Plain(int width, int height) => Picture.Bake((_, v) => new Rgb(0.80, 0.82, 0.84) * PortableMath.Lerp(0.8, 1, v), width, height);

    private static void Save(string directory, string name, Picture picture) => File.WriteAllBytes(Path.Combine(directory, $"{name}.png"), Png.Encode(picture));
}
