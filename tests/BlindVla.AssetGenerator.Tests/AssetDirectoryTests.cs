using System.Globalization;
using System.Security.Cryptography;
using System.Xml.Linq;

namespace BlindVla.AssetGenerator.Tests;

/// <summary>The written folder, as a simulation server finds it.</summary>
internal sealed class AssetDirectoryTests
{
    private string _root = "";
    private string _output = "";

    [OneTimeSetUp]
    public void WriteOnce()
    {
        _root = Directory.CreateTempSubdirectory("blindvla-assets-").FullName;
        _output = Path.Combine(_root, "assets");
        var robot = Directory.CreateDirectory(Path.Combine(_root, "robot"));
        File.WriteAllText(Path.Combine(robot.FullName, "arm.xml"), "<mujoco/>");
        AssetDirectory.Write(_output, robot.FullName);
    }

    [OneTimeTearDown]
    public void RemoveAll() => Directory.Delete(_root, recursive: true);

    [Test]
    public void Write_Twice_GivesTheSameBytes()
    {
        var again = Path.Combine(_root, "again");

        AssetDirectory.Write(again, Path.Combine(_root, "robot"));

        Assert.That(Digests(again), Is.EqualTo(Digests(_output)));
    }

    [Test]
    public void Write_OverAnOlderFolder_ReplacesItAsAWhole()
    {
        var target = Path.Combine(_root, "replaced");
        Directory.CreateDirectory(target);
        File.WriteAllText(Path.Combine(target, "stale.txt"), "old");

        AssetDirectory.Write(target, robotModels: null);

        Assert.That(File.Exists(Path.Combine(target, "stale.txt")), Is.False);
        Assert.That(Directory.GetDirectories(_root, "replaced*"), Is.EqualTo(new[] { target }));
    }

    [Test]
    public void Write_WithRobotModels_CopiesThemBesideTheMeshes()
    {
        Assert.That(File.ReadAllText(Path.Combine(_output, "robot", "arm.xml")), Is.EqualTo("<mujoco/>"));
        var meshes = Directory.GetFiles(Path.Combine(_output, "robot", "meshes")).Select(Path.GetFileNameWithoutExtension);
        Assert.That(meshes, Is.EquivalentTo(new[]
        {
            "base", "shoulder", "upper_arm", "upper_forearm", "lower_forearm", "wrist", "gripper", "gripper_bar", "finger_left", "finger_right",
        }));
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
            Assert.That(model.Descendants("numeric").Select(n => n.Attribute("name")!.Value), Is.EqualTo(new[] { "bounding_box_min", "bounding_box_max" }));
            var collision = model.Descendants("geom").Where(geom => geom.Attribute("group")!.Value == "3").ToList();
            Assert.That(collision, Is.Not.Empty);
            Assert.That(collision.Select(geom => double.Parse(geom.Attribute("mass")!.Value, CultureInfo.InvariantCulture)), Is.All.Positive);
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
            foreach (var corner in lines.Where(line => line.StartsWith("f ", StringComparison.Ordinal)).SelectMany(line => line.Split(' ')[1..]))
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
        Assert.That(files, Has.Length.GreaterThanOrEqualTo(5));
        foreach (var file in files)
        {
            var picture = PngFile.Decode(File.ReadAllBytes(file));
            Assert.That((picture.Width, picture.Height), Is.EqualTo((640, 480)), file);
            var mean = picture.Pixels.Average(value => (double)value);
            var deviation = Math.Sqrt(picture.Pixels.Average(value => (value - mean) * (value - mean)));
            Assert.That(deviation, Is.GreaterThan(10), file);
            Assert.That(mean, Is.InRange(40, 225), file);
        }
    }

    private static Dictionary<string, string> Digests(string directory) => Directory
        .GetFiles(directory, "*", SearchOption.AllDirectories)
        .ToDictionary(file => Path.GetRelativePath(directory, file), file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file))));
}
