using Microsoft.AspNetCore.Http;

namespace BlindVla.Policies.Remote;

/// <summary>A protocol of websockets: what is said on one is a conversation.</summary>
internal interface ISocketProtocol
{
    /// <inheritdoc cref="IWebProtocol.Health"/>
    WebAnswer? Health(HttpRequest request);

    ISocketConversation Begin();
}
