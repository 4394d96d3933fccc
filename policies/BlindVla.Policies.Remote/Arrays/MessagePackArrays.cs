using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using MessagePack;

namespace BlindVla.Policies.Remote;

/// <summary>Messages in MessagePack: read with arrays in any dialect, written with arrays in the peer's.</summary>
public static class MessagePackArrays
{
    /// <summary>Reads one message. Its arrays are parts of it, not copies.</summary>
    /// <exception cref="WireException">It is no such message, or larger than the limits.</exception>
    public static WireValue Decode(ReadOnlyMemory<byte> message, WireLimits limits)
    {
        limits.CheckLength(message.Length);
        var reader = new MessagePackReader(message);
        var values = 0;
        try
        {
            var value = Read(ref reader, limits, depth: 0, ref values);
            return reader.End
                ? value
                : throw new WireException($"expected one value of MessagePack, found {message.Length - reader.Consumed} bytes behind it");
        }
        catch (Exception e)
            when (e is EndOfStreamException or MessagePackSerializationException or OverflowException or ArgumentOutOfRangeException)
        {
            // The last for a length that no memory has.
            throw new WireException($"byte {reader.Consumed} of {message.Length}: this is not MessagePack, or breaks off", e);
        }
    }

    /// <summary>Writes one message; names in maps are text, as every peer takes them.</summary>
    public static byte[] Encode(WireValue value, ArrayDialect dialect) => Write(value, dialect).ToArray();

    /// <summary>The same to be sent and forgotten, without the copy.</summary>
    internal static ReadOnlyMemory<byte> Write(WireValue value, ArrayDialect dialect)
    {
        var buffer = new ArrayBufferWriter<byte>(value.RoughSize);
        var writer = new MessagePackWriter(buffer);
        Write(ref writer, value, dialect);
        writer.Flush();
        return buffer.WrittenMemory;
    }

    private static WireValue Read(ref MessagePackReader reader, WireLimits limits, int depth, ref int values)
    {
        if (++values > limits.MaxValues)
            throw new WireException($"expected at most {limits.MaxValues} values in one message, found more");
        if (depth > limits.MaxDepth)
            throw new WireException($"expected at most {limits.MaxDepth} levels of maps and lists, found more");
        switch (reader.NextMessagePackType)
        {
            case MessagePackType.Nil:
                reader.ReadNil();
                return new WireValue.Nothing();
            case MessagePackType.Boolean:
                return new WireValue.Flag(reader.ReadBoolean());
            case MessagePackType.Integer:
                return new WireValue.Integer(reader.ReadInt64());
            case MessagePackType.Float:
                return new WireValue.Real(reader.ReadDouble());
            case MessagePackType.String:
                return new WireValue.Text(ReadText(ref reader));
            case MessagePackType.Binary:
                return new WireValue.Binary(Contiguous(reader.ReadBytes()!.Value));
            case MessagePackType.Array:
                return ReadList(ref reader, limits, depth, ref values);
            case MessagePackType.Map:
                return ArrayForms.Recognise(ReadMap(ref reader, limits, depth, ref values));
            case MessagePackType.Extension:
                throw new WireException($"byte {reader.Consumed}: a value of a type of its own (MessagePack's 'ext') is not read");
            default:
                throw new WireException($"byte {reader.Consumed}: this is not MessagePack");
        }
    }

    private static WireValue.Sequence ReadList(ref MessagePackReader reader, WireLimits limits, int depth, ref int values)
    {
        var count = reader.ReadArrayHeader();
        var items = ImmutableArray.CreateBuilder<WireValue>();
        for (var i = 0; i < count; i++)
            items.Add(Read(ref reader, limits, depth + 1, ref values));
        return new(items.ToImmutable());
    }

    private static WireValue.Map ReadMap(ref MessagePackReader reader, WireLimits limits, int depth, ref int values)
    {
        var count = reader.ReadMapHeader();
        var entries = ImmutableArray.CreateBuilder<KeyValuePair<string, WireValue>>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            var name = reader.NextMessagePackType switch
            {
                MessagePackType.String => ReadText(ref reader),
                MessagePackType.Binary => ArrayForms.TextOf(Contiguous(reader.ReadBytes()!.Value).Span),
                var other => throw new WireException($"byte {reader.Consumed}: expected a name in a map, found a value of another type"),
            };
            if (!names.Add(name))
                throw new WireException($"the name '{WireException.Shown(name)}' is there twice in one map");
            entries.Add(new(name, Read(ref reader, limits, depth + 1, ref values)));
        }
        return new(entries.ToImmutable());
    }

    private static string ReadText(ref MessagePackReader reader) => ArrayForms.TextOf(Contiguous(reader.ReadStringSequence()!.Value).Span);

    /// <summary>A message is one piece of memory, and so is every part of it.</summary>
    private static ReadOnlyMemory<byte> Contiguous(ReadOnlySequence<byte> part) => part.First;

    private static void Write(ref MessagePackWriter writer, WireValue value, ArrayDialect dialect)
    {
        switch (value)
        {
            case WireValue.Flag flag:
                writer.Write(flag.Value);
                break;
            case WireValue.Integer whole:
                writer.Write(whole.Value);
                break;
            case WireValue.Real real:
                writer.Write(real.Value);
                break;
            case WireValue.Text text:
                writer.Write(text.Value);
                break;
            case WireValue.Binary binary:
                writer.Write(binary.Value.Span);
                break;
            case WireValue.Sequence list:
                writer.WriteArrayHeader(list.Items.Length);
                foreach (var item in list.Items)
                    Write(ref writer, item, dialect);
                break;
            case WireValue.Map map:
                writer.WriteMapHeader(map.Entries.Length);
                foreach (var (name, item) in map.Entries)
                {
                    writer.Write(name);
                    Write(ref writer, item, dialect);
                }
                break;
            case WireValue.Numbers numbers:
                WriteArray(ref writer, numbers.Value, dialect);
                break;
            default:
                writer.WriteNil();
                break;
        }
    }

    private static void WriteArray(ref MessagePackWriter writer, NumericArray array, ArrayDialect dialect)
    {
        switch (dialect)
        {
            case ArrayDialect.OpenPi when array.Shape.IsEmpty:
                writer.WriteMapHeader(3);
                WriteKey(ref writer, "__npgeneric__", dialect);
                writer.Write(true);
                WriteKey(ref writer, "data", dialect);
                WriteNumber(ref writer, array);
                WriteKey(ref writer, "dtype", dialect);
                writer.Write(ElementTypes.Descriptor(array.Type));
                break;
            case ArrayDialect.OpenPi or ArrayDialect.VlaEval:
                writer.WriteMapHeader(4);
                WriteKey(ref writer, "__ndarray__", dialect);
                writer.Write(true);
                WriteKey(ref writer, "data", dialect);
                writer.Write(array.Data.Span);
                WriteKey(ref writer, "dtype", dialect);
                writer.Write(ElementTypes.Descriptor(array.Type));
                WriteShape(ref writer, array, dialect);
                break;
            case ArrayDialect.Npy:
                writer.WriteMapHeader(2);
                WriteKey(ref writer, "__ndarray_class__", dialect);
                writer.Write(true);
                WriteKey(ref writer, "as_npy", dialect);
                writer.Write(NpyArray.Encode(array));
                break;
            default:
                var isWhole = !array.Shape.IsEmpty;
                writer.WriteMapHeader(isWhole ? 5 : 3);
                WriteKey(ref writer, "nd", dialect);
                writer.Write(isWhole);
                WriteKey(ref writer, "type", dialect);
                writer.Write(ElementTypes.Descriptor(array.Type));
                if (isWhole)
                {
                    WriteKey(ref writer, "kind", dialect);
                    if (dialect == ArrayDialect.Vllm)
                        writer.Write($"{ElementTypes.Kind(array.Type)}");
                    else
                        writer.Write(ReadOnlySpan<byte>.Empty);
                    WriteShape(ref writer, array, dialect);
                }
                WriteKey(ref writer, "data", dialect);
                writer.Write(array.Data.Span);
                break;
        }
    }

    private static void WriteShape(ref MessagePackWriter writer, NumericArray array, ArrayDialect dialect)
    {
        WriteKey(ref writer, "shape", dialect);
        writer.WriteArrayHeader(array.Shape.Length);
        foreach (var length in array.Shape)
            writer.Write(length);
    }

    private static void WriteKey(ref MessagePackWriter writer, string key, ArrayDialect dialect)
    {
        if (dialect is ArrayDialect.VlaEval or ArrayDialect.Npy)
            writer.Write(key);
        else
            writer.Write(Encoding.ASCII.GetBytes(key).AsSpan());
    }

    /// <summary>One number as Python's <c>item()</c> gives it.</summary>
    private static void WriteNumber(ref MessagePackWriter writer, NumericArray array)
    {
        var bytes = array.Data.Span;
        switch (array.Type)
        {
            case ElementType.Bool:
                writer.Write(bytes[0] != 0);
                break;
            case ElementType.Float64:
                writer.Write(BitConverter.ToDouble(bytes));
                break;
            case ElementType.Float32:
            case ElementType.Float16:
                writer.Write((double)ElementTypes.ToSingle(array.Type, bytes));
                break;
            case ElementType.UInt64:
                writer.Write(BitConverter.ToUInt64(bytes));
                break;
            case ElementType.Int64:
                writer.Write(BitConverter.ToInt64(bytes));
                break;
            case ElementType.UInt32:
                writer.Write(BitConverter.ToUInt32(bytes));
                break;
            case ElementType.Int32:
                writer.Write(BitConverter.ToInt32(bytes));
                break;
            default:
                writer.Write((long)ElementTypes.ToSingle(array.Type, bytes));
                break;
        }
    }
}
