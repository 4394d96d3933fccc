using BlindVla.Core;
using BlindVla.Policies.Torch;
using BlindVla.Policies.Torch.Tests;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using static TorchSharp.torch;

namespace BlindVla.Training.Tests;

/// <summary>The network that comes as a package, against another program that runs it.</summary>
public sealed class ResNet18TeacherTests
{
    private const int Edge = 8;

    [OneTimeSetUp]
    public void OneTimeSetUp() => TorchNative.Require();

    [Test]
    public void Grid_OfAPicture_IsThatOfOnnxRuntime()
    {
        using var scope = NewDisposeScope();
        using var teacher = new ResNet18Teacher(Edge);
        var prepared = teacher.Prepared([Picture(1), Picture(2)]);

        var found = teacher.Grid(prepared);

        Assert.That(found.shape, Is.EqualTo(new long[] { 2, 256, 14, 14 }));
        using var reference = new InferenceSession(WithTap("ResNet18Onnx/ResNet18.onnx", ResNet18Teacher.Tap));
        for (var i = 0; i < 2; i++)
        {
            var input = new DenseTensor<float>(prepared.narrow(0, i, 1).contiguous().data<float>().ToArray(), [1, 3, 224, 224]);
            using var outputs = reference.Run([NamedOnnxValue.CreateFromTensor("Input247", input)], [ResNet18Teacher.Tap]);
            var expected = tensor(outputs.Single().AsTensor<float>().ToArray(), [1, 256, 14, 14]);
            Golden.AssertClose(found.narrow(0, i, 1), expected, 1e-4, $"picture {i}");
        }
    }

    [Test]
    public void Prepared_IsWhatThePackagesOwnPreprocessingGives()
    {
        using var scope = NewDisposeScope();
        using var teacher = new ResNet18Teacher(Edge);
        var rgb = PictureTensor.Of([Picture(3)], 224).Times(255);

        using var reference = new InferenceSession(ResNet18Teacher.PathOf("ResNetPrepOnnx/ResNetPreprocess.onnx"));
        using var outputs = reference.Run([
            NamedOnnxValue.CreateFromTensor("OriginalInput", new DenseTensor<float>(rgb.data<float>().ToArray(), [1, 3, 224, 224])),
        ]);

        Golden.AssertClose(
            teacher.Prepared([Picture(3)]),
            tensor(outputs.Single().AsTensor<float>().ToArray(), [1, 3, 224, 224]),
            1e-6,
            "preprocessed picture"
        );
    }

    [Test]
    public void Features_ArePooledToTheStudentsGrid()
    {
        using var scope = NewDisposeScope();
        using var teacher = new ResNet18Teacher(Edge);
        using var finest = new ResNet18Teacher(ResNet18Teacher.MostEdge);

        var (pooled, whole) = (teacher.Features([Picture(1)]), finest.Features([Picture(1)]));

        Assert.That(pooled.shape, Is.EqualTo(new long[] { 1, Edge * Edge, 256 }));
        var corner = whole.reshape(14, 14, 256).narrow(0, 0, 2).narrow(1, 0, 2).mean([0, 1]);
        Golden.AssertClose(pooled.narrow(1, 0, 1).flatten(), corner, 1e-5, "first patch");
        Assert.That(teacher.Digest, Is.Not.EqualTo(finest.Digest));
    }

    [Test]
    public void Features_OfRandomWeights_DependOnTheSeedAlone()
    {
        using var scope = NewDisposeScope();
        float[] See(ulong? seed)
        {
            using var teacher = new ResNet18Teacher(Edge, seed);
            return teacher.Features([Picture(1)]).data<float>().ToArray();
        }

        var (first, again, other, trained) = (See(1), See(1), See(2), See(null));

        Assert.That(again, Is.EqualTo(first));
        Assert.That(other, Is.Not.EqualTo(first));
        Assert.That(trained, Is.Not.EqualTo(first));
        Assert.That(first, Has.All.Matches<float>(float.IsFinite).And.Some.GreaterThan(0));
    }

    [Test]
    public void Open_ForAStudentOfFinerPatches_SaysHowManyItSees()
    {
        var golden = OpenVlaConfig.Load(Golden.OpenVla);
        var fine = golden with { Towers = [golden.Towers[0] with { ImageSize = 224, PatchSize = 14 }] };

        var error = Assert.Throws<TrainingException>(() => Teachers.Open(new(TeacherKind.ResNet18, false), "", null, fine, 0).Dispose());

        Assert.That(error!.Message, Does.Contain("14 x 14").And.Contain("16 x 16"));
    }

    /// <summary>Smooth, so that it is something like a picture.</summary>
    private static byte[] Picture(ulong seed)
    {
        const int size = 128;
        var random = KeyedRandom.Create(seed);
        double[] waves = [.. Enumerable.Range(0, 9).Select(_ => random.NextDouble(0.02, 0.3))];
        return
        [
            .. Enumerable
                .Range(0, size * size * 3)
                .Select(i => (i / 3 / size, i / 3 % size, i % 3))
                .Select(p => (byte)(128 + (60 * Math.Sin(p.Item1 * waves[p.Item3])) + (60 * Math.Cos(p.Item2 * waves[p.Item3 + 3])))),
        ];
    }

    /// <summary>The file with one more output: a message that is there twice is merged, so that it can be put behind the others.</summary>
    private static byte[] WithTap(string file, string tap)
    {
        byte[] Message(int number, byte[] content)
        {
            using var stream = new MemoryStream();
            using (var output = new CodedOutputStream(stream, leaveOpen: true))
            {
                output.WriteTag(number, WireFormat.WireType.LengthDelimited);
                output.WriteBytes(ByteString.CopyFrom(content));
            }
            return stream.ToArray();
        }
        var name = Message(1, System.Text.Encoding.UTF8.GetBytes(tap));
        return [.. File.ReadAllBytes(ResNet18Teacher.PathOf(file)), .. Message(7, Message(12, name))];
    }
}
