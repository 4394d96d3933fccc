namespace BlindVla.Bridge;

/// <summary>Walks the top-level fields of one serialised protobuf message without copying.</summary>
internal ref struct WireFields(ReadOnlySpan<byte> message)
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int LengthDelimited = 2;
    private const int Fixed32 = 5;

    private readonly ReadOnlySpan<byte> _message = message;
    private int _position;

    /// <summary>The field's number in the schema.</summary>
    public int Number { get; private set; }

    /// <summary>The whole field, its tag included: itself a valid serialised message.</summary>
    public ReadOnlySpan<byte> Field { get; private set; }

    /// <summary>The content of a length-delimited field; empty for any other.</summary>
    public ReadOnlySpan<byte> Payload { get; private set; }

    /// <exception cref="InvalidDataException">The bytes are not a serialised message.</exception>
    public bool MoveNext()
    {
        if (_position == _message.Length)
        {
            return false;
        }
        var start = _position;
        var tag = ReadVarint();
        Number = (int)(tag >> 3);
        Payload = [];
        switch (tag & 7)
        {
            case Varint:
                ReadVarint();
                break;
            case Fixed64:
                Skip(sizeof(ulong));
                break;
            case Fixed32:
                Skip(sizeof(uint));
                break;
            case LengthDelimited:
                var length = ReadVarint();
                var content = _position;
                Skip(length);
                Payload = _message[content.._position];
                break;
            default:
                throw Malformed();
        }
        Field = _message[start.._position];
        return true;
    }

    private void Skip(ulong count)
    {
        if (count > (ulong)(_message.Length - _position))
        {
            throw Malformed();
        }
        _position += (int)count;
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64 && _position < _message.Length; shift += 7)
        {
            var next = _message[_position++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
        throw Malformed();
    }

    private static InvalidDataException Malformed() => new("The server's message is not a serialised blindvla.bridge.v1.ConnectResponse.");
}
