namespace BlindVla.Policies.Remote;

/// <summary>One whole message of a websocket.</summary>
/// <param name="IsText">UTF-8 text rather than bytes.</param>
internal readonly record struct SocketMessage(bool IsText, ReadOnlyMemory<byte> Content);
