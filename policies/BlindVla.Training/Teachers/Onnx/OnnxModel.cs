using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Google.Protobuf;

namespace BlindVla.Training;

/// <summary>
/// The part of an ONNX file that a convolutional network is made of: nodes, their attributes, and float32 initialisers as raw bytes
/// (onnx/onnx.proto). What is not among these is refused where something needs it.
/// </summary>
internal sealed record OnnxModel(ImmutableArray<OnnxNode> Nodes, ImmutableDictionary<string, OnnxTensor> Initialisers, string Input)
{
    private const int Graph = 7;
    private const int GraphNode = 1;
    private const int GraphInitialiser = 5;
    private const int GraphInput = 11;
    private const int Float32 = 1;

    /// <param name="path">What the bytes are called in messages.</param>
    /// <exception cref="TrainingException">They are no such file.</exception>
    public static OnnxModel Parse(byte[] bytes, string path)
    {
        try
        {
            var graphs = Messages(bytes).Where(field => field.Number == Graph).ToList();
            var graph = graphs is [var only] ? Messages(only.Bytes).ToList() : throw new FormatException($"{graphs.Count} graphs");
            var inputs = graph.Where(field => field.Number == GraphInput).Select(field => Text(Messages(field.Bytes), 1)).ToList();
            return new(
                [.. graph.Where(field => field.Number == GraphNode).Select(field => Node(field.Bytes))],
                graph
                    .Where(field => field.Number == GraphInitialiser)
                    .Select(field => Initialiser(field.Bytes))
                    .ToImmutableDictionary(tensor => tensor.Name, tensor => tensor.Tensor),
                inputs is [var input] ? input : throw new FormatException($"{inputs.Count} inputs")
            );
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or FormatException)
        {
            throw new TrainingException($"{path} is no ONNX file of one graph with one input: {e.Message}");
        }
    }

    private static OnnxNode Node(byte[] bytes)
    {
        var fields = Messages(bytes).ToList();
        return new(
            Text(fields, 4),
            Texts(fields, 1),
            Texts(fields, 2),
            fields.Where(field => field.Number == 5).Select(field => Attribute(field.Bytes)).ToImmutableDictionary()
        );
    }

    private static KeyValuePair<string, object> Attribute(byte[] bytes)
    {
        var (name, floats, whole, texts, integers) = ("", new List<float>(), new List<long>(), new List<string>(), new List<long>());
        var input = new CodedInputStream(bytes);
        while (input.ReadTag() is not 0 and var tag)
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 1:
                    name = input.ReadString();
                    break;
                case 2:
                    floats.Add(input.ReadFloat());
                    break;
                case 3:
                    whole.Add(input.ReadInt64());
                    break;
                case 4:
                    texts.Add(input.ReadString());
                    break;
                case 8:
                    integers.AddRange(Integers(input, tag));
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }
        object value =
            integers.Count > 0 ? integers.ToImmutableArray()
            : floats is [var number] ? number
            : whole is [var integer] ? integer
            : texts is [var text] ? text
            : throw new FormatException($"the attribute '{name}' has no value that is understood");
        return new(name, value);
    }

    private static (string Name, OnnxTensor Tensor) Initialiser(byte[] bytes)
    {
        var (shape, type, name, raw) = (new List<long>(), 0, "", Array.Empty<byte>());
        var input = new CodedInputStream(bytes);
        while (input.ReadTag() is not 0 and var tag)
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 1:
                    shape.AddRange(Integers(input, tag));
                    break;
                case 2:
                    type = input.ReadInt32();
                    break;
                case 4 when WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited:
                    // float_data, packed, and so on: as they lie in memory.
                    raw = input.ReadBytes().ToByteArray();
                    break;
                case 8:
                    name = input.ReadString();
                    break;
                case 9:
                    raw = input.ReadBytes().ToByteArray();
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }
        var values = MemoryMarshal.Cast<byte, float>(raw).ToArray();
        return type == Float32 && values.Length == shape.Aggregate(1L, (a, b) => a * b)
            ? (name, new([.. shape], values))
            : throw new FormatException($"'{name}' is no float32 tensor of shape [{string.Join(", ", shape)}] with all of its values");
    }

    /// <summary>Packed or not.</summary>
    private static List<long> Integers(CodedInputStream input, uint tag)
    {
        if (WireFormat.GetTagWireType(tag) != WireFormat.WireType.LengthDelimited)
        {
            return [input.ReadInt64()];
        }
        var packed = new CodedInputStream(input.ReadBytes().ToByteArray());
        var values = new List<long>();
        while (!packed.IsAtEnd)
        {
            values.Add(packed.ReadInt64());
        }
        return values;
    }

    private static string Text(IEnumerable<(int Number, byte[] Bytes)> fields, int number) => Texts(fields, number).Single();

    private static ImmutableArray<string> Texts(IEnumerable<(int Number, byte[] Bytes)> fields, int number) =>
        [.. fields.Where(field => field.Number == number).Select(field => System.Text.Encoding.UTF8.GetString(field.Bytes))];

    /// <summary>Fields that have a length: texts and messages.</summary>
    private static IEnumerable<(int Number, byte[] Bytes)> Messages(byte[] bytes)
    {
        var input = new CodedInputStream(bytes);
        while (input.ReadTag() is not 0 and var tag)
        {
            if (WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited)
            {
                yield return (WireFormat.GetTagFieldNumber(tag), input.ReadBytes().ToByteArray());
            }
            else
            {
                input.SkipLastField();
            }
        }
    }
}
