using System.Buffers.Binary;
using System.Text;
using BlindVla.Core;
using static TorchSharp.torch;

namespace BlindVla.Policies.Torch.Tests;

/// <summary>Files that are sound, and files that are not.</summary>
public sealed class CheckpointTests
{
    private string _folder = null!;

    [SetUp]
    public void Begin() => _folder = Directory.CreateTempSubdirectory("blindvla-checkpoint-").FullName;

    [TearDown]
    public void End() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Write_ThenRead_GivesBackEveryTensorOfEveryType([Values(1ul, 2ul, 3ul)] ulong seed)
    {
        using var scope = NewDisposeScope();
        var random = KeyedRandom.Create(seed, "safetensors");
        ScalarType[] types =
        [
            ScalarType.Float32,
            ScalarType.BFloat16,
            ScalarType.Float16,
            ScalarType.Int64,
            ScalarType.Byte,
            ScalarType.Float64,
        ];
        var written = Enumerable
            .Range(0, 12)
            .ToDictionary(
                i => $"tensor.{i}",
                i =>
                    randn([.. Enumerable.Range(0, random.NextInt(4)).Select(_ => (long)random.NextInt(5))])
                        .Times(10)
                        .to_type(random.Choose(types))
            );

        SafetensorsFile.Write(FilePath(), written);
        using var file = SafetensorsFile.Open(FilePath());

        Assert.That(file.Tensors.Keys, Is.EquivalentTo(written.Keys));
        foreach (var (name, tensor) in written)
        {
            var read = file.Read(name);
            Assert.That(read.dtype, Is.EqualTo(tensor.dtype), name);
            Assert.That(read.shape, Is.EqualTo(tensor.shape), name);
            Assert.That(read.bytes.ToArray(), Is.EqualTo(tensor.contiguous().bytes.ToArray()), name);
        }
    }

    [Test]
    public void Write_TheSameTensors_GivesTheSameBytes()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (Arithmetic.Indices(6, CPU), ones(2, 3));

        SafetensorsFile.Write(FilePath("1"), new Dictionary<string, Tensor> { ["a"] = a, ["b"] = b });
        SafetensorsFile.Write(FilePath("2"), new Dictionary<string, Tensor> { ["b"] = b, ["a"] = a });

        Assert.That(File.ReadAllBytes(FilePath("2")), Is.EqualTo(File.ReadAllBytes(FilePath("1"))));
    }

    private const string Two =
        """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""";

    [TestCase("[0,8]", "[4,12]", "begins at byte 4", TestName = "Open_GapBeforeTheFirst_IsRefused")]
    [TestCase("[8,12]", "[4,8]", "overlaps", TestName = "Open_OverlappingOffsets_IsRefused")]
    [TestCase("[8,12]", "[8,16]", "does not fill", TestName = "Open_OffsetsThatDoNotFitTheShape_IsRefused")]
    [TestCase("[8,12]", "[12,8]", "does not fill", TestName = "Open_OffsetsBackwards_IsRefused")]
    [TestCase("[8,12]", "[-4,0]", "does not fill", TestName = "Open_NegativeOffset_IsRefused")]
    [TestCase("\"F32\",\"shape\":[1]", "\"F13\",\"shape\":[1]", "F13", TestName = "Open_UnknownType_IsRefused")]
    [TestCase("[1]", "[4611686018427387904,4611686018427387904,16]", "does not fill", TestName = "Open_ShapeThatOverflows_IsRefused")]
    [TestCase("[1]", "[-1]", "does not fill", TestName = "Open_NegativeExtent_IsRefused")]
    [TestCase("\"b\"", "\"a\"", "header", TestName = "Open_NameTwice_IsRefused")]
    [TestCase("\"shape\":[1],", "", "header", TestName = "Open_NoShape_IsRefused")]
    [TestCase("{\"a\"", "\"a\"", "header", TestName = "Open_HeaderIsNoJson_IsRefused")]
    public void Open_UnsoundHeader_IsRefused(string good, string bad, string complaint)
    {
        WriteFile(Two.Replace(good, bad, StringComparison.Ordinal), 12);

        Assert.That(() => SafetensorsFile.Open(FilePath()), Throws.InstanceOf<CheckpointException>().With.Message.Contains(complaint));
    }

    [TestCase(11, "truncated")]
    [TestCase(13, "something else follows")]
    public void Open_OtherLengthThanTheHeaderSays_IsRefused(int bytes, string complaint)
    {
        WriteFile(Two, bytes);

        Assert.That(() => SafetensorsFile.Open(FilePath()), Throws.InstanceOf<CheckpointException>().With.Message.Contains(complaint));
    }

    [TestCase(ulong.MaxValue)]
    [TestCase(1ul << 40)]
    [TestCase(1000ul)]
    public void Open_HeaderLongerThanTheFile_IsRefusedWithoutAllocatingIt(ulong length)
    {
        var bytes = new byte[100];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        File.WriteAllBytes(FilePath(), bytes);

        Assert.That(() => SafetensorsFile.Open(FilePath()), Throws.InstanceOf<CheckpointException>().With.Message.Contains("header"));
    }

    [Test]
    public void Open_FileOfThreeBytes_IsRefused()
    {
        File.WriteAllBytes(FilePath(), [1, 2, 3]);

        Assert.That(() => SafetensorsFile.Open(FilePath()), Throws.InstanceOf<CheckpointException>().With.Message.Contains("3 bytes"));
    }

    [Test]
    public void Load_TruncatedShard_NamesTheFile()
    {
        CopyGolden();
        Shard();
        var shard = Path.Combine(_folder, "model-00002-of-00002.safetensors");
        File.WriteAllBytes(shard, File.ReadAllBytes(shard)[..^100]);

        Assert.That(
            Load,
            Throws
                .InstanceOf<CheckpointException>()
                .With.Message.Contains("model-00002-of-00002.safetensors")
                .And.Message.Contains("truncated")
        );
    }

    [Test]
    public void Load_Shards_GivesTheSameNetwork()
    {
        using var scope = NewDisposeScope();
        CopyGolden();
        Shard();
        using var golden = new Golden("openvla-a");
        var (network, _) = OpenVla.Load(_folder, ScalarType.Float32, CPU);
        using (network)
        using (no_grad())
        {
            Golden.AssertClose(network.Project(golden["case0.pixel_values"]), golden["case0.projector.out"], 1e-5, "projector");
        }
    }

    [Test]
    public void Load_IndexNamesAFileElsewhere_IsRefused()
    {
        CopyGolden();
        Shard();
        var index = Path.Combine(_folder, Checkpoint.IndexFile);
        File.WriteAllText(index, File.ReadAllText(index).Replace("model-00001", "../model-00001", StringComparison.Ordinal));

        Assert.That(Load, Throws.InstanceOf<CheckpointException>().With.Message.Contains("same folder"));
    }

    [Test]
    public void Load_SeveralThingsWrong_NamesThemAll()
    {
        using var scope = NewDisposeScope();
        CopyGolden();
        Change(tensors =>
        {
            tensors.Remove("projector.fc1.bias");
            tensors["projector.fc2.bias"] = ones(5);
            tensors["language_model.model.norm.weight"] = ones(64).Times(double.NaN);
            tensors["projector.fc9.bias"] = ones(5);
        });

        Assert.That(
            Load,
            Throws
                .InstanceOf<CheckpointException>()
                .With.Message.Contains("projector.fc1.bias: missing")
                .And.Message.Contains("projector.fc2.bias: expected the shape [64], found [5]")
                .And.Message.Contains("language_model.model.norm.weight: has values that are not finite")
                .And.Message.Contains("projector.fc9.bias: extra")
        );
    }

    [TestCase("\"model_type\": \"openvla\"", "\"model_type\": \"llava\"", "model_type")]
    [TestCase("vit_so400m_patch14_siglip_224", "vit_so400m_patch14_siglib_224", "vit_so400m_patch14_siglip_224")]
    [TestCase("\"num_key_value_heads\": 4", "\"num_key_value_heads\": 3", "num_key_value_heads")]
    [TestCase("\"timm_model_ids\"", "\"tim_model_ids\"", "timm_model_ids")]
    public void Load_ConfigOfSomethingElse_NamesTheField(string good, string bad, string complaint)
    {
        CopyGolden();
        var config = Path.Combine(_folder, OpenVlaConfig.FileName);
        var text = File.ReadAllText(config);
        Assert.That(text, Does.Contain(good));
        File.WriteAllText(config, text.Replace(good, bad, StringComparison.Ordinal));

        Assert.That(Load, Throws.InstanceOf<CheckpointException>().With.Message.Contains(complaint));
    }

    [Test]
    public void Load_NoFolder_NamesTheNearest() =>
        Assert.That(
            () => Checkpoint.Open(Golden.OpenVla + "x"),
            Throws.InstanceOf<CheckpointException>().With.Message.Contains("openvla-a")
        );

    private void Load() => OpenVla.Load(_folder, ScalarType.Float32, CPU).Network.Dispose();

    private string FilePath(string name = "model") => Path.Combine(_folder, $"{name}.safetensors");

    private void WriteFile(string header, int dataBytes)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var length = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)json.Length);
        File.WriteAllBytes(FilePath(), [.. length, .. json, .. new byte[dataBytes]]);
    }

    private void CopyGolden()
    {
        foreach (var name in new[] { OpenVlaConfig.FileName, Checkpoint.SingleFile })
        {
            File.Copy(Path.Combine(Golden.OpenVla, name), Path.Combine(_folder, name));
        }
    }

    private void Change(Action<Dictionary<string, Tensor>> change)
    {
        using var file = SafetensorsFile.Open(FilePath());
        var tensors = file.Tensors.Keys.ToDictionary(name => name, file.Read);
        change(tensors);
        SafetensorsFile.Write(FilePath("changed"), tensors);
        File.Move(FilePath("changed"), FilePath(), overwrite: true);
    }

    /// <summary>Cuts the one file into two with an index, as Hugging Face does.</summary>
    private void Shard()
    {
        using var scope = NewDisposeScope();
        var map = new List<string>();
        using (var file = SafetensorsFile.Open(FilePath()))
        {
            foreach (var (i, names) in file.Tensors.Keys.Chunk((file.Tensors.Count / 2) + 1).Index())
            {
                var name = $"model-{i + 1:00000}-of-00002.safetensors";
                SafetensorsFile.Write(Path.Combine(_folder, name), names.ToDictionary(tensor => tensor, file.Read));
                map.AddRange(names.Select(tensor => $"\"{tensor}\": \"{name}\""));
            }
        }
        File.WriteAllText(
            Path.Combine(_folder, Checkpoint.IndexFile),
            $"{{\"metadata\": {{}}, \"weight_map\": {{{string.Join(", ", map)}}}}}"
        );
        File.Delete(FilePath());
    }
}
