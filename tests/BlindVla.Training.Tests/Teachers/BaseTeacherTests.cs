using BlindVla.Policies.Torch;
using static TorchSharp.torch;

namespace BlindVla.Training.Tests;

public sealed class BaseTeacherTests
{
    private string _folder = null!;

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("teacher").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Features_AreWhatTheVisionTowersOfTheCheckpointGive()
    {
        var start = TinyTraining.NewCheckpoint(_folder);
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        using var teacher = new BaseTeacher(start);
        var (network, _) = OpenVla.Load(start, ScalarType.Float32, CPU);
        using (network)
        {
            byte[] picture = [.. Enumerable.Range(0, 48 * 48 * 3).Select(i => (byte)(i * 3))];

            var features = teacher.Features([picture]);

            var images = ImageProcessor.Load(start, network.Config);
            Assert.That(features.equal(network.See(images.Normalize([picture], ScalarType.Float32, CPU))).all().item<bool>(), Is.True);
            Assert.That((teacher.Edge, teacher.Width), Is.EqualTo((4, 48)));
        }
    }

    [Test]
    public void Features_OfRandomWeights_DependOnTheSeedAlone()
    {
        var start = TinyTraining.NewCheckpoint(_folder);
        using var scope = NewDisposeScope();
        float[] See(ulong? seed)
        {
            using var teacher = new BaseTeacher(start, seed);
            return teacher.Features([new byte[48 * 48 * 3]]).data<float>().ToArray();
        }

        var first = See(1);

        Assert.That(See(1), Is.EqualTo(first));
        Assert.That(See(2), Is.Not.EqualTo(first));
        Assert.That(See(null), Is.Not.EqualTo(first));
    }
}
