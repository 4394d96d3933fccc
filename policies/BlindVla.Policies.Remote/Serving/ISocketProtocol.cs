using Microsoft.AspNetCore.Http;

namespace BlindVla.Policies.Remote;

/// <summary>A protocol of websockets: what is said on one is a conversation.</summary>
internal interface ISocketProtocol
{
    /// <inheritdoc cref="IWebProtocol.Health"/>
    WebAnswer? Health(HttpRequest request);

    /// <summary>What the answer to a client's request for a websocket says of this server; null for nothing.</summary>
    string? Announcement => null;

    ISocketConversation Begin();
}
