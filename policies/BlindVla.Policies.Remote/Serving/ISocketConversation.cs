namespace BlindVla.Policies.Remote;

/// <summary>What a server says on one websocket, to its end.</summary>
internal interface ISocketConversation : IAsyncDisposable
{
    /// <summary>What it says first; null where the client does.</summary>
    byte[]? Greeting { get; }

    /// <returns>What is said to a message; null for nothing.</returns>
    /// <exception cref="Exception">The conversation is over, for this reason.</exception>
    ValueTask<SocketMessage?> AnswerAsync(SocketMessage message, CancellationToken cancellationToken);

    /// <summary>The last that the client is told.</summary>
    SocketMessage Farewell(string reason);
}
