using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using BlindVla.AssetGenerator.Boards;
using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;
using BlindVla.AssetGenerator.Tables;

namespace BlindVla.AssetGenerator.Tests;

internal sealed class BoardCatalogueTests
{
    private const int Size = 256;

    /// <summary>How far the icon's unit disc reaches from the board's middle towards its edge.</summary>
    private const double UnitDisc = 0.0525 / 0.055;

    private static readonly Dictionary<string, Picture> Upright = BoardCatalogue.All.ToDictionary(
        board => board.Name,
        board => board.Picture(0)
    );

    private static readonly Lazy<ImmutableArray<ObjectModel>> Models = new(() => [.. BoardCatalogue.All.Select(board => board.Model())]);

    private static readonly IEnumerable<string> Names = BoardCatalogue.All.Select(board => board.Name);

    [TestCase("shape", 112)]
    [TestCase("traffic", 24)]
    [TestCase("laundry", 17)]
    [TestCase("weather", 9)]
    [TestCase("arrow", 4)]
    [TestCase("public_info", 14)]
    [TestCase("number", 8)]
    public void Boards_OfACategory_AreAsManyAsTheBenchmarks(string category, int count) =>
        Assert.That(BoardCatalogue.Categories.Single(c => c.Category == category).Boards, Has.Length.EqualTo(count));

    /// <summary>Scenarios ask for boards by the names in their catalogue.</summary>
    [Test]
    public void Names_OfTheBoards_AreThoseOfTheScenariosCatalogue()
    {
        var catalogue = File.ReadAllText(Path.Combine(SourceFolder(), "../../scenarios/catalogue/boards.yaml"));

        Assert.That(Names, Is.EqualTo(Regex.Matches(catalogue, @"\{id: (\w+),").Select(match => match.Groups[1].Value)));
    }

    [Test]
    public void Model_OfEveryBoard_IsTheBenchmarksSlabWithOneContactBox()
    {
        var box = new BoundingBox(new(-0.055, -0.055, 0), new(0.055, 0.055, 0.006));
        foreach (var model in Models.Value)
        {
            var mesh = model.Parts.Single().Mesh;
            MeshAssert.IsSound(mesh, model.Name);
            Assert.That((mesh.Bounds, model.Box, model.Density), Is.EqualTo((box, box, 6368.0)), model.Name);
            Assert.That(mesh.Triangles, Has.Length.EqualTo(12), model.Name);
            var contact = (BoxShape)model.Collision.Single();
            Assert.That(
                (contact.Center - contact.HalfSize - box.Min).Length + (contact.Center + contact.HalfSize - box.Max).Length,
                Is.LessThan(1e-12),
                model.Name
            );
            Assert.That(model.Mass, Is.EqualTo(6368 * 0.11 * 0.11 * 0.006).Within(1e-9), model.Name);
        }
    }

    [Test]
    public void Pictures_OfAllBoards_AreSmallFiles()
    {
        var bytes = Models.Value.AsParallel().Select(model => Png.Encode(model.Parts.Single().Material.Texture!).LongLength).Sum();

        Assert.That(bytes, Is.LessThan(2_500_000));
    }

    [Test]
    public void Picture_DrawnTwice_IsTheSame() =>
        Assert.That(BoardCatalogue.All.All(board => board.Picture(0).Pixels.AsSpan().SequenceEqual(Upright[board.Name].Pixels)));

    /// <summary>Whichever way it is turned, nothing of the icon is cut off by the border.</summary>
    [TestCaseSource(nameof(Names))]
    public void Icon_OfEveryBoard_StaysInTheUnitDisc(string name)
    {
        var outside = Inked(Upright[name], 0.04)
            .Where(p => Math.Max(Math.Abs(p.X), Math.Abs(p.Y)) < 0.96 && (p.X * p.X) + (p.Y * p.Y) > UnitDisc * UnitDisc);

        Assert.That(outside.Count(), Is.LessThanOrEqualTo(4), "pixels beyond the disc");
    }

    /// <summary>A camera picture has about a hundred pixels for a board's side; what is less than a fifteenth of its area, or pale, is
    /// lost.</summary>
    [TestCaseSource(nameof(Names))]
    public void Icon_OfEveryBoard_IsLargeAndStandsOutFromTheGround(string name)
    {
        var inked = Inked(Upright[name], 0.45).Where(p => Math.Max(Math.Abs(p.X), Math.Abs(p.Y)) < 0.96).ToList();

        Assert.That(inked, Has.Count.GreaterThan(Size * Size / 15));
        Assert.That(inked.Max(p => Math.Max(Math.Abs(p.X), Math.Abs(p.Y))), Is.GreaterThan(0.6), "how far it reaches out");
    }

    [Test]
    public void Icons_OfACategory_DifferClearlyFromOneAnother()
    {
        foreach (var (category, boards) in BoardCatalogue.Categories)
        {
            foreach (var (i, one) in boards.Index())
            {
                foreach (var other in boards.Skip(i + 1))
                {
                    var different = DifferentPixels(Upright[one.Name].Pixels, Upright[other.Name].Pixels);
                    Assert.That(different, Is.GreaterThan(Size * Size / 100), $"{category}: {one.Name} and {other.Name}");
                }
            }
        }
    }

    /// <summary>Pixels of which a channel differs clearly; a plain loop, because it runs over half a billion of them.</summary>
    private static int DifferentPixels(byte[] a, byte[] b)
    {
        var count = 0;
        for (var at = 0; at < a.Length; at += 3)
        {
            if (Math.Abs(a[at] - b[at]) > 64 || Math.Abs(a[at + 1] - b[at + 1]) > 64 || Math.Abs(a[at + 2] - b[at + 2]) > 64)
                count++;
        }
        return count;
    }

    /// <summary>
    /// An arrow's ink lies mostly in its head, so the way from the farthest ink to the mean of all points where the arrow points. At the
    /// places of boards on the table, in the picture of the benchmark's camera, with the mesh and the turned picture as they are written.
    /// At the outer places perspective leans them by 17 degrees, and the farthest ink is a corner of the tail, which adds 10.
    /// </summary>
    [Test]
    public void Arrows_SeenByTheCamera_PointWhereTheirNamesSay(
        [Values("right", "up", "left", "down")] string direction,
        [Values(-0.155, 0, 0.155)] double y
    )
    {
        var part = BoardCatalogue.All.Single(board => board.Name == $"board_arrow_{direction}").Model().Parts.Single();
        var top = part.Mesh.Vertices.Where(vertex => vertex.Normal.Z > 0.9).ToList();
        var (first, last) = (top.MinBy(v => v.U + v.V), top.MaxBy(v => v.U + v.V));
        var ink = Inked(part.Material.Texture!, 0.5)
            .Where(p => Math.Max(Math.Abs(p.X), Math.Abs(p.Y)) < 0.96)
            .Select(p =>
            {
                var (u, v) = ((p.X + 1) / 2, (p.Y + 1) / 2);
                var x = first.Position.X + ((last.Position.X - first.Position.X) * (u - first.U) / (last.U - first.U));
                var across = first.Position.Y + ((last.Position.Y - first.Position.Y) * (v - first.V) / (last.V - first.V));
                var (column, row, _) = ThirdViewCamera.Project(new(-0.25 + x, y + across, TableScene.TopZ + 0.006));
                return (X: column, Y: -row);
            })
            .ToList();
        var mean = (X: ink.Average(p => p.X), Y: ink.Average(p => p.Y));
        var tail = ink.MaxBy(p => ((p.X - mean.X) * (p.X - mean.X)) + ((p.Y - mean.Y) * (p.Y - mean.Y)));

        var angle = Math.Atan2(mean.Y - tail.Y, mean.X - tail.X) * 180 / Math.PI;
        var expected = 90 * Array.IndexOf(["right", "up", "left", "down"], direction);
        Assert.That(Math.IEEERemainder(angle - expected, 360), Is.InRange(-35, 35), $"degrees from {direction} in the picture");
    }

    [Test]
    public void Pictures_OfTheColours_AreWhatTheirNamesSay()
    {
        // Hue in degrees, of the middle of each square.
        var hues = new Dictionary<string, (int From, int To)>
        {
            ["red"] = (350, 370),
            ["orange"] = (22, 38),
            ["yellow"] = (46, 62),
            ["green"] = (110, 160),
            ["blue"] = (205, 235),
            ["purple"] = (265, 295),
        };
        foreach (var (color, (from, to)) in hues)
        {
            var hue = Hue(Upright[$"board_shape_square_{color}"][Size / 2, Size / 2]);
            Assert.That(hue < from ? hue + 360 : hue, Is.InRange(from, to), color);
        }
        var (black, brown, orange) = (Middle("black"), Middle("brown"), Middle("orange"));
        Assert.That(black.R + black.G + black.B, Is.LessThan(0.4));
        Assert.That(Hue(brown), Is.InRange(15, 40));
        Assert.That(brown.R, Is.LessThan(orange.R * 0.6), "brown is a dark orange");

        static Rgb Middle(string color) => Upright[$"board_shape_square_{color}"][Size / 2, Size / 2];
    }

    /// <summary>Pixels of which a channel differs from the ground by a part of the range; -1 to 1, y upwards.</summary>
    private static IEnumerable<(double X, double Y)> Inked(Picture picture, double difference) =>
        from row in Enumerable.Range(0, Size)
        from column in Enumerable.Range(0, Size)
        let ink = picture[column, row]
        where
            Math.Max(Math.Abs(ink.R - Inks.Ground.R), Math.Max(Math.Abs(ink.G - Inks.Ground.G), Math.Abs(ink.B - Inks.Ground.B)))
            > difference
        select ((2 * (column + 0.5) / Size) - 1, 1 - (2 * (row + 0.5) / Size));

    private static double Hue(Rgb color)
    {
        var (max, min) = (Math.Max(color.R, Math.Max(color.G, color.B)), Math.Min(color.R, Math.Min(color.G, color.B)));
        var turn =
            max == color.R ? (color.G - color.B) / (max - min)
            : max == color.G ? 2 + ((color.B - color.R) / (max - min))
            : 4 + ((color.R - color.G) / (max - min));
        return (turn * 60 + 360) % 360;
    }

    private static string SourceFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
