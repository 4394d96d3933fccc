using System.Collections.Immutable;
using BlindVla.Core;
using BlindVla.Policies.Torch;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace BlindVla.Training;

/// <summary>A convolutional network out of an ONNX graph, up to one of its values. An operation, an attribute or a setting of one that it
/// does not have is refused.</summary>
internal sealed class OnnxNetwork : IDisposable
{
    private const double Lowest = float.MinValue;

    private readonly OnnxModel _model;
    private readonly string _tap;
    private readonly Func<string, OnnxTensor> _weights;
    private readonly List<(string Output, Func<IReadOnlyDictionary<string, Tensor>, Tensor> Run)> _steps = [];
    private readonly List<Tensor> _taken = [];

    /// <param name="tap">Name of the value that is wanted.</param>
    /// <param name="seed">Draws all weights anew, as PyTorch's ResNet begins: what the network knows is its shape alone. Null takes those
    /// of the file.</param>
    /// <exception cref="TrainingException">The graph has something that is not understood, or does not lead to the tap.</exception>
    public OnnxNetwork(OnnxModel model, string tap, ulong? seed = null)
    {
        (_model, _tap) = (model, tap);
        _weights = seed is { } random ? name => Redrawn(name, Find(name), random) : Find;
        using var scope = NewDisposeScope();
        foreach (var node in model.Nodes)
        {
            var output = node.Outputs is [var only]
                ? only
                : throw new TrainingException($"the network's {node.Operator} gives {string.Join(", ", node.Outputs)}, expected one value");
            _steps.Add((output, Step(node)));
            if (output == tap)
            {
                return;
            }
        }
        throw new TrainingException($"the network has no value '{tap}'");
    }

    /// <param name="input">[B, channels, H, W].</param>
    /// <returns>[B, channels, h, w]: the value that was wanted.</returns>
    public Tensor Forward(Tensor input)
    {
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        var values = new Dictionary<string, Tensor> { [_model.Input] = input };
        foreach (var (output, run) in _steps)
        {
            values[output] = run(values);
        }
        return values[_tap].MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (var tensor in _taken)
        {
            tensor.Dispose();
        }
    }

    private Func<IReadOnlyDictionary<string, Tensor>, Tensor> Step(OnnxNode node)
    {
        var left = node.Attributes.Keys.ToHashSet();
        var step = node.Operator switch
        {
            "Conv" => Convolution(),
            "BatchNormalization" => Normalisation(),
            "MaxPool" => Pooling(),
            "Relu" => values => relu(values[node.Inputs[0]]),
            "Add" => (Func<IReadOnlyDictionary<string, Tensor>, Tensor>)(values => values[node.Inputs[0]].Plus(values[node.Inputs[1]])),
            _ => throw Refused("the operation is not one of Conv, BatchNormalization, MaxPool, Relu and Add"),
        };
        return left.Count == 0 ? step : throw Refused($"its attributes {string.Join(", ", left.Order())} are not understood");

        Func<IReadOnlyDictionary<string, Tensor>, Tensor> Convolution()
        {
            var weight = Take(node.Inputs[1]);
            var bias = node.Inputs.Length > 2 ? Take(node.Inputs[2]) : null;
            Only("auto_pad", "NOTSET");
            Only("group", 1L);
            var (kernel, strides, pads) = (Wholes("kernel_shape", 2), Wholes("strides", 2), Wholes("pads", 4));
            if (!Wholes("dilations", 2).SequenceEqual([1L, 1L]) || !weight.shape.AsSpan(2).SequenceEqual(kernel))
            {
                throw Refused("expected no dilation, and a kernel of the weight's size");
            }
            return values => conv2d(Padded(values[node.Inputs[0]], pads, 0), weight, bias, strides: strides);
        }

        Func<IReadOnlyDictionary<string, Tensor>, Tensor> Normalisation()
        {
            Only("spatial", 1L);
            Ignored("momentum");
            var epsilon = Attribute("epsilon") is float number ? number : throw Refused("epsilon is no number");
            var (scale, shift, mean, variance) = (Take(node.Inputs[1]), Take(node.Inputs[2]), Take(node.Inputs[3]), Take(node.Inputs[4]));
            return values => batch_norm(values[node.Inputs[0]], mean, variance, scale, shift, training: false, eps: epsilon);
        }

        Func<IReadOnlyDictionary<string, Tensor>, Tensor> Pooling()
        {
            Only("auto_pad", "NOTSET");
            Only("storage_order", 0L);
            var (kernel, strides, pads) = (Wholes("kernel_shape", 2), Wholes("strides", 2), Wholes("pads", 4));
            return values => max_pool2d(Padded(values[node.Inputs[0]], pads, Lowest), kernel, strides);
        }

        object Attribute(string name)
        {
            left.Remove(name);
            return node.Attributes.TryGetValue(name, out var value) ? value : throw Refused($"it has no {name}");
        }

        void Ignored(string name) => left.Remove(name);

        void Only(string name, object expected)
        {
            if (!Attribute(name).Equals(expected))
            {
                throw Refused($"expected {name} {expected}, found {node.Attributes[name]}");
            }
        }

        long[] Wholes(string name, int count) =>
            Attribute(name) is ImmutableArray<long> values && values.Length == count
                ? [.. values]
                : throw Refused($"{name} is not {count} whole numbers");

        TrainingException Refused(string why) => new($"the network's {node.Operator} that gives {node.Outputs[0]}: {why}");
    }

    /// <summary>ONNX pads top, left, bottom, right; these networks not alike on all sides.</summary>
    private static Tensor Padded(Tensor x, long[] pads, double value) =>
        pads.All(pad => pad == 0) ? x : pad(x, [pads[1], pads[3], pads[0], pads[2]], PaddingModes.Constant, value);

    private OnnxTensor Find(string name) =>
        _model.Initialisers.TryGetValue(name, out var found) ? found : throw new TrainingException($"the network has no weights '{name}'");

    private Tensor Take(string name)
    {
        var (shape, values) = _weights(name);
        var taken = tensor(values, shape).DetachFromDisposeScope();
        _taken.Add(taken);
        return taken;
    }

    /// <summary>He et al. 2015 for convolutions; a normalisation that does nothing.</summary>
    private OnnxTensor Redrawn(string name, OnnxTensor like, ulong seed)
    {
        var values = new float[like.Values.Length];
        if (like.Shape.Length == 1)
        {
            var isOne = _model.Nodes.Any(node =>
                node.Operator == "BatchNormalization" && (node.Inputs[1] == name || node.Inputs[4] == name)
            );
            Array.Fill(values, isOne ? 1 : 0);
            return like with { Values = values };
        }
        var deviation = Math.Sqrt(2.0 / (like.Shape[0] * like.Shape[2..].Aggregate(1L, (a, b) => a * b)));
        var random = KeyedRandom.Create(seed, "teacher", name);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)(deviation * random.NextNormal());
        }
        return like with { Values = values };
    }
}
