using System.Text.Json.Nodes;
using BlindVla.Policies.Torch;
using BlindVla.Policies.Torch.Tests;
using static TorchSharp.torch;

namespace BlindVla.Training.Tests;

/// <summary>C-RADIO against the public code; tests/golden/radio-teacher says how its outputs were made.</summary>
public sealed class RadioTeacherTests
{
    private string _folder = null!;

    [SetUp]
    public void SetUp()
    {
        TorchNative.Require();
        _folder = Directory.CreateTempSubdirectory("radio").FullName;
        foreach (var file in new[] { "config.json", "model.safetensors" })
        {
            File.Copy(Path.Combine(Golden.Folder("radio-teacher"), file), Path.Combine(_folder, file));
        }
    }

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [TestCase("sq64", 64, 64)]
    [TestCase("rect96x64", 96, 64)]
    [TestCase("sq256", 256, 256)]
    public void Features_OfTheReferencesPictures_AreTheReferences(string group, int height, int width)
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden("radio-teacher");
        using var teacher = new RadioTeacher(_folder, 4);
        var small = golden[$"{group}.in.x8x8"];
        var picture = nn.functional.interpolate(small, size: [height, width], mode: InterpolationMode.Nearest);

        var features = teacher.Features(picture);

        Golden.AssertClose(features, golden[$"{group}.out.features"], 2e-5, group);
    }

    [Test]
    public void Features_OfBytes_HaveTheStudentsPatches()
    {
        using var scope = NewDisposeScope();
        using var teacher = new RadioTeacher(_folder, 8);

        Assert.That(teacher.Features([new byte[48 * 48 * 3]]).shape, Is.EqualTo(new long[] { 1, 64, teacher.Width }));
    }

    [Test]
    public void Features_OfRandomWeights_AreOthers()
    {
        using var scope = NewDisposeScope();
        using var trained = new RadioTeacher(_folder, 4);
        using var random = new RadioTeacher(_folder, 4, seed: 1);
        byte[] picture = [.. Enumerable.Range(0, 64 * 64 * 3).Select(i => (byte)i)];

        Assert.That(
            random.Features([picture]).data<float>().ToArray(),
            Is.Not.EqualTo(trained.Features([picture]).data<float>().ToArray()).And.All.Matches<float>(float.IsFinite)
        );
        Assert.That(random.Digest, Is.Not.EqualTo(trained.Digest));
    }

    [TestCase("model_norm", "true")]
    [TestCase("spectral_reparam", "true")]
    [TestCase("model", "\"vit_larger_patch16_224\"")]
    [TestCase("cpe_max_size", "500")]
    public void New_OfAnotherKind_NamesTheField(string key, string value)
    {
        var path = Path.Combine(_folder, "config.json");
        var config = JsonNode.Parse(File.ReadAllText(path))!;
        config["args"]![key] = JsonNode.Parse(value);
        File.WriteAllText(path, config.ToJsonString());

        var error = Assert.Throws<CheckpointException>(() => new RadioTeacher(_folder, 4).Dispose());

        Assert.That(error!.Message, Does.Contain(key));
    }

    [Test]
    public void New_WithMoreRegistersThanItsWeightsHave_NamesTheTensor()
    {
        var path = Path.Combine(_folder, "config.json");
        var config = JsonNode.Parse(File.ReadAllText(path))!;
        config["args"]!["register_multiple"] = 16;
        File.WriteAllText(path, config.ToJsonString());

        var error = Assert.Throws<CheckpointException>(() => new RadioTeacher(_folder, 4).Dispose());

        Assert.That(error!.Message, Does.Contain("cls_token.token").And.Contain("16"));
    }
}
