using BlindVla.Policies.Torch;
using static TorchSharp.torch;

namespace BlindVla.Training.Tests;

public sealed class OnnxNetworkTests
{
    private static readonly (string, object)[] Convolution =
    [
        ("kernel_shape", new long[] { 2, 2 }),
        ("strides", new long[] { 1, 1 }),
        ("pads", new long[] { 1, 0, 0, 0 }),
        ("auto_pad", "NOTSET"),
        ("group", 1L),
        ("dilations", new long[] { 1, 1 }),
    ];

    [OneTimeSetUp]
    public void OneTimeSetUp() => TorchNative.Require();

    [Test]
    public void Forward_WithPadsAboveOnly_AddsARowThereAndNoneBelow()
    {
        using var scope = NewDisposeScope();
        var model = new OnnxBuilder()
            .Weights("w", [1, 1, 2, 2], [1, 10, 100, 1000])
            .Node("Conv", ["x", "w"], "y", Convolution)
            .Node("Relu", ["y"], "z")
            .Model();
        using var network = new OnnxNetwork(model, "y");

        var y = network.Forward(tensor(new float[] { 1, 2, 3, 4 }, [1, 1, 2, 2]));

        Assert.That(y.shape, Is.EqualTo(new long[] { 1, 1, 2, 1 }));
        Assert.That(y.data<float>().ToArray(), Is.EqualTo(new float[] { 2100, 1 + 20 + 300 + 4000 }));
    }

    [Test]
    public void Forward_OfNegativesUnderPooling_DoesNotSeeThePadding()
    {
        using var scope = NewDisposeScope();
        var model = new OnnxBuilder()
            .Node(
                "MaxPool",
                ["x"],
                "y",
                ("kernel_shape", new long[] { 2, 2 }),
                ("strides", new long[] { 2, 2 }),
                ("pads", new long[] { 1, 1, 0, 0 }),
                ("auto_pad", "NOTSET"),
                ("storage_order", 0L)
            )
            .Model();
        using var network = new OnnxNetwork(model, "y");

        var y = network.Forward(tensor(new float[] { -1, -2, -3, -4, -5, -6, -7, -8, -9 }, [1, 1, 3, 3]));

        Assert.That(y.data<float>().ToArray(), Is.EqualTo(new float[] { -1, -2, -4, -5 }));
    }

    [Test]
    public void New_WithAnOperationItDoesNotHave_NamesIt()
    {
        var model = new OnnxBuilder().Node("Sigmoid", ["x"], "y").Model();

        var error = Assert.Throws<TrainingException>(() => new OnnxNetwork(model, "y").Dispose());

        Assert.That(error!.Message, Does.Contain("Sigmoid that gives y"));
    }

    [Test]
    public void New_WithAnAttributeItDoesNotKnow_NamesIt()
    {
        var model = new OnnxBuilder().Node("Relu", ["x"], "y", ("slope", 0.1f)).Model();

        var error = Assert.Throws<TrainingException>(() => new OnnxNetwork(model, "y").Dispose());

        Assert.That(error!.Message, Does.Contain("slope"));
    }

    [Test]
    public void New_WithGroups_SaysWhatItExpected()
    {
        var attributes = Convolution.Select(a => a.Item1 == "group" ? ("group", 2L) : a).ToArray();
        var model = new OnnxBuilder().Weights("w", [1, 1, 2, 2], [1, 1, 1, 1]).Node("Conv", ["x", "w"], "y", attributes).Model();

        var error = Assert.Throws<TrainingException>(() => new OnnxNetwork(model, "y").Dispose());

        Assert.That(error!.Message, Does.Contain("group 1").And.Contain("found 2"));
    }

    [Test]
    public void New_WithoutTheTap_NamesIt()
    {
        var model = new OnnxBuilder().Node("Relu", ["x"], "y").Model();

        var error = Assert.Throws<TrainingException>(() => new OnnxNetwork(model, "z").Dispose());

        Assert.That(error!.Message, Does.Contain("'z'"));
    }

    [Test]
    public void Parse_OfWhatIsNoSuchFile_SaysSo()
    {
        byte[][] wrong =
        [
            [],
            [0xFF, 0xFF, 0xFF],
            "PK"u8.ToArray(),
            new OnnxBuilder().Input("y").Build(),
            [.. new OnnxBuilder().Build(), .. new OnnxBuilder().Build()],
            new OnnxBuilder().Weights("w", [2, 2], [1, 2, 3]).Build(),
            new OnnxBuilder().Weights("w", [1], [1], type: 10).Build(),
            new OnnxBuilder().Node("Relu", ["x"], "y").Build()[..^3],
        ];

        foreach (var bytes in wrong)
        {
            var error = Assert.Throws<TrainingException>(() => OnnxModel.Parse(bytes, "some.onnx"));
            Assert.That(error!.Message, Does.StartWith("some.onnx is no ONNX file"));
        }
    }
}
