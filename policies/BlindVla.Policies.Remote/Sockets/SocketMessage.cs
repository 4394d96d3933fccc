namespace BlindVla.Policies.Remote;

/// <summary>One whole message of a websocket.</summary>
/// <param name="IsText">UTF-8 text rather than bytes.</param>
internal readonly record struct SocketMessage(bool IsText, ReadOnlyMemory<byte> Content)
{
    /// <summary>The value that its bytes say.</summary>
    /// <exception cref="WireException">It is text, or no MessagePack that may come.</exception>
    public WireValue Unpack() =>
        IsText
            ? throw new WireException("expected a binary frame of MessagePack, found a text frame")
            : MessagePackArrays.Decode(Content, WireLimits.Default);
}
