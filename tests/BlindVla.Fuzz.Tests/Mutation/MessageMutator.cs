using System.Collections;
using BlindVla.Core;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace BlindVla.Fuzz.Tests.Mutation;

/// <summary>Changes one field of a message, at any depth, and leaves it a message: extreme values, lost and doubled parts. Anything else is
/// left as it is.</summary>
internal sealed class MessageMutator(MessageParser parser) : IMutator
{
    private static readonly double[] Numbers =
    [
        double.NaN,
        double.PositiveInfinity,
        double.NegativeInfinity,
        0,
        -0.0,
        -1,
        1,
        1e300,
        -1e300,
        double.Epsilon,
        double.MaxValue,
        1e9,
        2147483648,
        -0.5,
    ];

    private static readonly ulong[] Integers =
    [
        0,
        1,
        2,
        255,
        65536,
        0x7FFFFFFF,
        0x80000000,
        0xFFFFFFFF,
        0x7FFFFFFFFFFFFFFF,
        0x8000000000000000,
        ulong.MaxValue,
    ];

    private static readonly string[] Texts =
    [
        "",
        "\0",
        "\u001b[31m",
        "x",
        "../..",
        "\ud83d\ude00",
        "\u202e",
        "\n",
        "=1+1",
        new('a', 100_000),
    ];

    public byte[] Mutate(byte[] input, IReadOnlyList<byte[]> corpus, KeyedRandom random)
    {
        IMessage message;
        try
        {
            message = parser.ParseFrom(input);
        }
        catch (InvalidProtocolBufferException)
        {
            return input;
        }
        var messages = new List<IMessage>();
        Collect(message, messages);
        var places = messages.SelectMany(owner => owner.Descriptor.Fields.InDeclarationOrder().Select(field => (owner, field))).ToList();
        var (at, changed) = random.Choose(places);
        Change(at, changed, random);
        return message.ToByteArray();
    }

    private static void Change(IMessage owner, FieldDescriptor field, KeyedRandom random)
    {
        if (random.NextInt(5) == 0)
        {
            field.Accessor.Clear(owner);
        }
        else if (field.IsMap)
        {
            // A name that is there already keeps its place, with another value.
            var fields = field.MessageType.Fields;
            ((IDictionary)field.Accessor.GetValue(owner))[Value(fields[1], random)] = Value(fields[2], random);
        }
        else if (field.IsRepeated)
        {
            ChangeList((IList)field.Accessor.GetValue(owner), field, random);
        }
        else
        {
            field.Accessor.SetValue(owner, Value(field, random));
        }
    }

    private static void ChangeList(IList list, FieldDescriptor field, KeyedRandom random)
    {
        switch (random.NextInt(4))
        {
            case 0 when list.Count > 0:
                list.RemoveAt(random.NextInt(list.Count));
                break;
            case 1 when list.Count > 0:
                list[random.NextInt(list.Count)] = Value(field, random);
                break;
            case 2:
                for (var more = 1 << random.NextInt(10); more > 0; more--)
                {
                    list.Add(Value(field, random));
                }
                break;
            default:
                list.Add(list.Count > 0 && random.NextInt(2) == 0 ? list[random.NextInt(list.Count)] : Value(field, random));
                break;
        }
    }

    private static object Value(FieldDescriptor field, KeyedRandom random) =>
        field.FieldType switch
        {
            FieldType.Double => random.Choose(Numbers),
            FieldType.Float => (float)random.Choose(Numbers),
            FieldType.Bool => random.NextInt(2) == 0,
            FieldType.String => random.Choose(Texts),
            FieldType.Bytes => ByteString.CopyFrom(new byte[random.NextInt(1 << random.NextInt(16))]),
            FieldType.Message => field.MessageType.Parser.ParseFrom(ByteString.Empty),
            FieldType.UInt64 or FieldType.Fixed64 => random.Choose(Integers),
            FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => unchecked((long)random.Choose(Integers)),
            FieldType.UInt32 or FieldType.Fixed32 => unchecked((uint)random.Choose(Integers)),
            FieldType.Enum => Enum.ToObject(field.EnumType.ClrType, unchecked((int)random.Choose(Integers))),
            _ => unchecked((int)random.Choose(Integers)),
        };

    private static void Collect(IMessage message, List<IMessage> messages)
    {
        messages.Add(message);
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder().Where(field => field.FieldType == FieldType.Message))
        {
            var value = field.Accessor.GetValue(message);
            var children = value switch
            {
                IList list => list.Cast<IMessage>(),
                IDictionary map => map.Values.OfType<IMessage>(),
                IMessage one => [one],
                _ => [],
            };
            foreach (var child in children)
            {
                Collect(child, messages);
            }
        }
    }
}
