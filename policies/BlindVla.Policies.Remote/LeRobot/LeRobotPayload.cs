using System.Buffers.Binary;
using System.Collections.Immutable;

namespace BlindVla.Policies.Remote;

/// <summary>
/// What stands in the bytes of LeRobot's messages in the form that is proposed to replace pickles: the length of a text of JSON (four
/// bytes, the highest first), the text, and arrays as safetensors where there are any.
/// </summary>
/// <param name="Content">The JSON; its <c>type</c> says what it is about.</param>
internal sealed record LeRobotPayload(WireValue.Map Content, ImmutableDictionary<string, NumericArray> Arrays)
{
    public const string Setup = "RemotePolicyConfig";
    public const string Observation = "TimedObservation";
    public const string Actions = "TimedActions";

    private const int LengthBytes = 4;
    private const string Type = "type";

    public byte[] Encode()
    {
        var json = JsonArrays.Encode(Content);
        byte[] arrays = Arrays.IsEmpty ? [] : SafeTensors.Encode(Arrays);
        var bytes = new byte[LengthBytes + json.Length + arrays.Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, json.Length);
        json.CopyTo(bytes, LengthBytes);
        arrays.CopyTo(bytes, LengthBytes + json.Length);
        return bytes;
    }

    /// <param name="type">That it must be.</param>
    /// <exception cref="WireException">It is no such payload.</exception>
    public static LeRobotPayload Decode(ReadOnlyMemory<byte> bytes, string type)
    {
        WireLimits.Default.CheckLength(bytes.Length);
        // A pickle begins with this byte and the number of its version.
        if (bytes.Span is [0x80, <= 5, ..])
            throw new WireException("this is a pickle, which could run a program, and is not read; put the translator beside the server");
        var length = bytes.Length < LengthBytes ? -1 : BinaryPrimitives.ReadInt32BigEndian(bytes.Span);
        if (length < 0 || length > bytes.Length - LengthBytes)
            throw new WireException($"expected the length of a text within {bytes.Length} bytes, found {length}");
        var content = JsonArrays.Decode(bytes.Slice(LengthBytes, length), WireLimits.Default);
        if (content is not WireValue.Map map || map[Type] is not WireValue.Text { Value: var found } || found != type)
        {
            throw new WireException($"'{Type}': expected {type}, found {(content as WireValue.Map)?[Type]?.Kind ?? content.Kind}");
        }
        var arrays = bytes[(LengthBytes + length)..];
        return new(map, arrays.IsEmpty ? ImmutableDictionary<string, NumericArray>.Empty : SafeTensors.Decode(arrays));
    }
}
