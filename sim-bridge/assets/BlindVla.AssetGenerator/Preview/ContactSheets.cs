using System.Collections.Immutable;
using BlindVla.AssetGenerator.Boards;
using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;
using BlindVla.AssetGenerator.Numerics;
using BlindVla.AssetGenerator.Objects;
using BlindVla.AssetGenerator.Receptacles;
using BlindVla.AssetGenerator.Robot;
using BlindVla.AssetGenerator.Tables;
using BlindVla.AssetGenerator.Textures;

namespace BlindVla.AssetGenerator.Preview;

/// <summary>Pictures for the eyes of whoever works on the assets; nothing reads them.</summary>
internal static class ContactSheets
{
    private const int Tile = 320;

    private static readonly ImmutableArray<ObjectModel> Models = ObjectCatalogue.All.AddRange(ReceptacleCatalogue.All);

    private static readonly Material ArmBlack = new(new(0.13, 0.13, 0.14), Specular: 0.6, Shininess: 0.4);

    public static void Write(string directory)
    {
        Directory.CreateDirectory(directory);
        foreach (var model in Models)
            Save(directory, $"object_{model.Name}", Turntable([.. model.Parts]));
        foreach (var (name, mesh) in WidowX.Links())
            Save(directory, $"link_{name}", Turntable([new(name, mesh, ArmBlack)]));
        var tables = TableCatalogue.All.Select(table => (table.Name, Picture: table.Render())).ToList();
        foreach (var (name, picture) in tables)
            Save(directory, $"table_{name}", picture);
        var oak = tables[0].Picture;
        Save(directory, "scene", Scene(oak));
        Save(directory, "sheet_objects", Grid([.. ObjectCatalogue.All.Select(model => CloseUp(model, oak))], 6));
        Save(directory, "sheet_receptacles", Grid([.. ReceptacleCatalogue.All.Select(model => CloseUp(model, oak))], 6));
        foreach (var (category, boards) in BoardCatalogue.Categories)
            Save(
                directory,
                $"sheet_boards_{category}",
                Grid([.. boards.Select(board => Labelled(board, oak))], boards.Length > 24 ? 8 : 4)
            );
        Save(directory, "sheet_textures", Grid([.. TextureCatalogue.All.Select(texture => Shrunk(texture.Render(), 4))], 4));
        Save(directory, "sheet_tables", Grid([.. tables.Select(table => Shrunk(table.Picture, 2))], 4));
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

    /// <summary>The benchmark's view: the arm at its start, every object at rest on the table, in rows away from the arm.</summary>
    private static Picture Scene(Picture table)
    {
        var canvas = new Canvas(table);
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

    /// <summary>The part of the benchmark's view, pixel by pixel, in which the model lies in the middle of the table.</summary>
    private static Picture CloseUp(ObjectModel model, Picture table)
    {
        const int Width = 192;
        const int Height = 144;
        var place = new Vector3(-0.16, 0, TableScene.TopZ - model.Box.Min.Z);
        var canvas = new Canvas(table);
        foreach (var part in model.Parts)
            canvas.Draw(part with { Mesh = part.Mesh.Map(p => p + place) }, ThirdViewCamera.Project, ThirdViewCamera.Position);
        var (column, row, _) = ThirdViewCamera.Project(place);
        var (left, top) = ((int)column - (Width / 2), (int)row - (Height / 2));
        return Copy(Width, Height, (x, y) => canvas.Picture[left + x, top + y]);
    }

    /// <summary>The icon upright, the board as the benchmark's camera sees it, and its name without digits below.</summary>
    private static Picture Labelled(Board board, Picture table)
    {
        const int Strip = 24;
        var (upright, seen) = (board.Picture(0), CloseUp(board.Model(), table));
        var name = string.Concat(board.Name["board_".Length..].Select(c => char.IsAsciiLetter(c) ? char.ToUpperInvariant(c) : ' '));
        var width = name.Length * 6 * 1.5;
        return Copy(seen.Height + seen.Width, seen.Height + Strip, (x, y) =>
        {
            if (y >= seen.Height)
                return Lettering.IsInk(name, (x - 6) / width, (seen.Height + Strip - 6 - y) / 14.0) ? Rgb.Black : Rgb.White;
            return x < seen.Height ? upright.Sample((x + 0.5) / seen.Height, 1 - ((y + 0.5) / seen.Height)) : seen[x - seen.Height, y];
        });
    }

    /// <summary>Every pixel the mean of <paramref name="factor"/> by <paramref name="factor"/>.</summary>
    private static Picture Shrunk(Picture picture, int factor) => Copy(picture.Width / factor, picture.Height / factor, (x, y) =>
        {
            var sum = Rgb.Black;
            for (var i = 0; i < factor * factor; i++)
                sum += picture[(x * factor) + (i % factor), (y * factor) + (i / factor)];
            return sum * (1.0 / (factor * factor));
        });

    /// <summary>Pictures of one size side by side, row by row.</summary>
    private static Picture Grid(IReadOnlyList<Picture> pictures, int columns)
    {
        var (width, height) = (pictures[0].Width, pictures[0].Height);
        var rows = (pictures.Count + columns - 1) / columns;
        return Copy(width * columns, height * rows, (x, y) =>
        {
            var index = (y / height * columns) + (x / width);
            return index < pictures.Count ? pictures[index][x % width, y % height] : Rgb.White;
        });
    }

    private static Picture Copy(int width, int height, Func<int, int, Rgb> pixel)
    {
        var picture = new Picture(width, height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
                picture[x, y] = pixel(x, y);
        }
        return picture;
    }

    private static Picture Plain(int width, int height) =>
        Picture.Bake((_, v) => new Rgb(0.80, 0.82, 0.84) * PortableMath.Lerp(0.8, 1, v), width, height);

    private static void Save(string directory, string name, Picture picture) =>
        File.WriteAllBytes(Path.Combine(directory, $"{name}.png"), Png.Encode(picture));
}
