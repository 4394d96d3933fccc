using System.Globalization;
using System.Security.Cryptography;
using System.Xml.Linq;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Textures;

namespace BlindVla.AssetGenerator.Tests;

/// <summary>The written folder, as a simulation server finds it.</summary>
internal sealed class AssetDirectoryTests
{
    private string _root = "";
    private string _output = "";
    private Lazy<string> _again = null!;

    [OneTimeSetUp]
    public void WriteOnce()
    {
        _root = Directory.CreateTempSubdirectory("blindvla-assets-").FullName;
        _output = Path.Combine(_root, "assets");
        var robot = Directory.CreateDirectory(Path.Combine(_root, "robot"));
        File.WriteAllText(Path.Combine(robot.FullName, "arm.xml"), "<mujoco/>");
        AssetDirectory.Write(_output, robot.FullName);
        _again = new(WriteAgain);
    }

    /// <summary>
    /// A second time, over an older folder and without robot models: writing takes seconds, so what can be asked of one is.
    /// </summary>
    private string WriteAgain()
    {
        var target = Path.Combine(_root, "again");
        Directory.CreateDirectory(target);
        File.WriteAllText(Path.Combine(target, "stale.txt"), "old");
        AssetDirectory.Write(target, robotModels: null);
        return target;
    }

    [OneTimeTearDown]
    public void RemoveAll() => Directory.Delete(_root, recursive: true);

    [Test]
    public void Write_Twice_GivesTheSameBytes()
    {
        var expected = Digests(_output);
        Assert.That(expected.Remove("robot/arm.xml"), "all that robot models add");

        Assert.That(Digests(_again.Value), Is.EqualTo(expected));
    }

    [Test]
    public void Write_OverAnOlderFolder_ReplacesItAsAWhole()
    {
        Assert.That(File.Exists(Path.Combine(_again.Value, "stale.txt")), Is.False);
        Assert.That(Directory.GetDirectories(_root, "again*"), Is.EqualTo(new[] { _again.Value }));
    }

    [Test]
    public void Write_WithRobotModels_CopiesThemBesideTheMeshes()
    {
        Assert.That(File.ReadAllText(Path.Combine(_output, "robot", "arm.xml")), Is.EqualTo("<mujoco/>"));
        var meshes = Directory.GetFiles(Path.Combine(_output, "robot", "meshes")).Select(Path.GetFileNameWithoutExtension);
        Assert.That(
            meshes,
            Is.EquivalentTo(
                new[]
                {
                    "base",
                    "shoulder",
                    "upper_arm",
                    "upper_forearm",
                    "lower_forearm",
                    "wrist",
                    "gripper",
                    "gripper_bar",
                    "finger_left",
                    "finger_right",
                }
            )
        );
    }

    [Test]
    public void Objects_Models_ReferToFilesThatExistAndNameNothingTwice()
    {
        var names = new List<string>();
        foreach (var folder in Directory.GetDirectories(Path.Combine(_output, "objects")))
        {
            var asset = Path.GetFileName(folder);
            var model = XDocument.Load(Path.Combine(folder, $"{asset}.xml"));
            foreach (var file in model.Descendants().Attributes("file"))
            {
                Assert.That(File.Exists(Path.Combine(folder, file.Value)), $"{asset}: {file.Value}");
                names.Add(file.Value);
            }
            Assert.That(model.Root!.Attribute("model")!.Value, Is.EqualTo(asset));
            Assert.That(model.Descendants("body").Single().Attribute("name")!.Value, Is.EqualTo(asset));
            Assert.That(model.Descendants("freejoint").Count(), Is.EqualTo(1));
            Assert.That(
                model.Descendants("numeric").Select(n => n.Attribute("name")!.Value),
                Is.EqualTo(new[] { "bounding_box_min", "bounding_box_max" })
            );
            var collision = model.Descendants("geom").Where(geom => geom.Attribute("group")!.Value == "3").ToList();
            Assert.That(collision, Is.Not.Empty);
            Assert.That(
                collision.Select(geom => double.Parse(geom.Attribute("mass")!.Value, CultureInfo.InvariantCulture)),
                Is.All.Positive
            );
        }
        Assert.That(names, Is.Unique);
    }

    [Test]
    public void Objects_Meshes_HaveOneIndexPerCorner()
    {
        foreach (var file in Directory.GetFiles(_output, "*.obj", SearchOption.AllDirectories))
        {
            var lines = File.ReadAllLines(file);
            var vertices = lines.Count(line => line.StartsWith("v ", StringComparison.Ordinal));
            Assert.That(lines.Count(line => line.StartsWith("vt ", StringComparison.Ordinal)), Is.EqualTo(vertices), file);
            Assert.That(lines.Count(line => line.StartsWith("vn ", StringComparison.Ordinal)), Is.EqualTo(vertices), file);
            foreach (
                var corner in lines.Where(line => line.StartsWith("f ", StringComparison.Ordinal)).SelectMany(line => line.Split(' ')[1..])
            )
            {
                var indices = corner.Split('/').Select(int.Parse).ToList();
                Assert.That(indices.Distinct().Count(), Is.EqualTo(1), file);
                Assert.That(indices[0], Is.InRange(1, vertices), file);
            }
        }
    }

    [Test]
    public void Tables_Pictures_AreFullFramesThatAreNotFlat()
    {
        var files = Directory.GetFiles(Path.Combine(_output, "tables"), "*.png");
        Assert.That(files, Has.Length.EqualTo(21));
        foreach (var file in files)
        {
            var picture = PngFile.Decode(File.ReadAllBytes(file));
            Assert.That((picture.Width, picture.Height), Is.EqualTo((640, 480)), file);
            var (mean, deviation) = Brightness(picture);
            Assert.That(deviation, Is.GreaterThan(10), file);
            Assert.That(mean, Is.InRange(40, 225), file);
        }
    }

    [Test]
    public void Tables_Pictures_DifferClearlyFromOneAnother()
    {
        var tables = Thumbnails("tables", 20);

        foreach (var (a, one) in tables)
        {
            foreach (var (b, other) in tables.Where(table => string.CompareOrdinal(table.Key, a) > 0))
                Assert.That(
                    one.Zip(other, (p, q) => Math.Abs(p - q)).Average(),
                    Is.GreaterThan(8),
                    $"{a} and {b}: mean difference of a channel"
                );
        }
    }

    [Test]
    public void Textures_Pictures_AreLargeAndStrongAndModestInBytes()
    {
        var files = Directory.GetFiles(Path.Combine(_output, "textures"), "*.png");
        Assert.That(files.Select(Path.GetFileNameWithoutExtension), Is.EquivalentTo(TextureCatalogue.All.Select(texture => texture.Name)));
        foreach (var file in files)
        {
            var picture = PngFile.Decode(File.ReadAllBytes(file));
            Assert.That((picture.Width, picture.Height), Is.EqualTo((1280, 960)), file);
            // At a strength of 0.3 the weakest still changes a channel by 12 of 255 and more.
            Assert.That(Brightness(picture).Deviation, Is.GreaterThan(40), file);
        }
        Assert.That(files.Sum(file => new FileInfo(file).Length), Is.LessThan(12_000_000), "bytes of all textures");
    }

    [Test]
    public void Textures_EveryWindowOfAFrame_HasContrast()
    {
        // A scene shows one 640x480 window of a texture, or the texture reduced to a few hundred pixels.
        foreach (var (name, thumbnail) in Thumbnails("textures", 8))
        {
            const int Stride = 160 * 3;
            for (var top = 0; top <= 60; top += 30)
            {
                for (var left = 0; left <= 80; left += 40)
                {
                    var window = Enumerable
                        .Range(top, 60)
                        .SelectMany(row => thumbnail.Skip((row * Stride) + (left * 3)).Take(80 * 3))
                        .ToList();
                    Assert.That(window.Max() - window.Min(), Is.GreaterThan(120), $"{name} from column {left * 8}, row {top * 8} on");
                }
            }
        }
    }

    private static (double Mean, double Deviation) Brightness(Picture picture)
    {
        var mean = picture.Pixels.Average(value => (double)value);
        return (mean, Math.Sqrt(picture.Pixels.Average(value => (value - mean) * (value - mean))));
    }

    /// <summary>The pictures of a folder, a pixel the mean of <paramref name="factor"/> by <paramref name="factor"/>: R, G, B row by row, 0
    /// to 255.</summary>
    private Dictionary<string, double[]> Thumbnails(string folder, int factor) =>
        Directory
            .GetFiles(Path.Combine(_output, folder), "*.png")
            .ToDictionary(
                file => Path.GetFileNameWithoutExtension(file),
                file =>
                {
                    var picture = PngFile.Decode(File.ReadAllBytes(file));
                    var (width, height) = (picture.Width / factor, picture.Height / factor);
                    var sums = new double[width * height * 3];
                    for (var i = 0; i < picture.Pixels.Length; i++)
                    {
                        var (pixel, channel) = (i / 3, i % 3);
                        sums[((((pixel / picture.Width / factor) * width) + (pixel % picture.Width / factor)) * 3) + channel] +=
                            picture.Pixels[i];
                    }
                    return sums.Select(sum => sum / (factor * factor)).ToArray();
                }
            );

    private static Dictionary<string, string> Digests(string directory) =>
        Directory
            .GetFiles(directory, "*", SearchOption.AllDirectories)
            .ToDictionary(
                file => Path.GetRelativePath(directory, file),
                file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))
            );
}
