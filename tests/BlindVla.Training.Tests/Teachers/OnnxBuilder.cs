using Google.Protobuf;

namespace BlindVla.Training.Tests;

/// <summary>Writes small ONNX files (onnx/onnx.proto), also such as nobody would.</summary>
internal sealed class OnnxBuilder
{
    private readonly List<byte[]> _fields = [];

    public OnnxBuilder() => Input("x");

    public OnnxBuilder Input(string name) => Add(11, Message(field => field.Text(1, name)));

    public OnnxBuilder Node(string type, string[] inputs, string output, params (string Name, object Value)[] attributes) =>
        Add(
            1,
            Message(field =>
            {
                foreach (var input in inputs)
                {
                    field.Text(1, input);
                }
                field.Text(2, output);
                field.Text(4, type);
                foreach (var (name, value) in attributes)
                {
                    field.Bytes(5, Attribute(name, value));
                }
            })
        );

    public OnnxBuilder Weights(string name, long[] shape, float[] values, int type = 1) =>
        Add(
            5,
            Message(field =>
            {
                foreach (var extent in shape)
                {
                    field.Whole(1, extent);
                }
                field.Whole(2, type);
                field.Text(8, name);
                field.Bytes(9, System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()).ToArray());
            })
        );

    public byte[] Build() => Message(field => field.Bytes(7, [.. _fields.SelectMany(part => part)]));

    public OnnxModel Model() => OnnxModel.Parse(Build(), "some.onnx");

    private static byte[] Attribute(string name, object value) =>
        Message(field =>
        {
            field.Text(1, name);
            switch (value)
            {
                case float number:
                    field.Number(2, number);
                    break;
                case long whole:
                    field.Whole(3, whole);
                    break;
                case string text:
                    field.Text(4, text);
                    break;
                case long[] wholes:
                    foreach (var whole in wholes)
                    {
                        field.Whole(8, whole);
                    }
                    break;
                default:
                    throw new ArgumentException(name, nameof(value));
            }
        });

    private static byte[] Message(Action<Fields> write)
    {
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
        {
            write(new(output));
        }
        return stream.ToArray();
    }

    private OnnxBuilder Add(int number, byte[] message)
    {
        _fields.Add(Message(field => field.Bytes(number, message)));
        return this;
    }

    private sealed class Fields(CodedOutputStream output)
    {
        public void Text(int number, string text) => Bytes(number, System.Text.Encoding.UTF8.GetBytes(text));

        public void Bytes(int number, byte[] bytes)
        {
            output.WriteTag(number, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(bytes));
        }

        public void Whole(int number, long value)
        {
            output.WriteTag(number, WireFormat.WireType.Varint);
            output.WriteInt64(value);
        }

        public void Number(int number, float value)
        {
            output.WriteTag(number, WireFormat.WireType.Fixed32);
            output.WriteFloat(value);
        }
    }
}
