using Microsoft.AspNetCore.Http;

namespace BlindVla.Policies.Remote;

/// <summary>A protocol that comes by HTTP, a websocket or not.</summary>
internal interface IWebProtocol
{
    /// <summary>Of the address, <c>ws</c> or <c>http</c>.</summary>
    string Scheme { get; }

    /// <summary>It is spoken in HTTP/2 alone, without encryption.</summary>
    bool IsHttp2 => false;

    /// <summary>Whatever says that the server is there; anybody may ask.</summary>
    /// <returns>The answer; null for any other request.</returns>
    WebAnswer? Health(HttpRequest request);

    /// <summary>Answers a request of somebody who may ask.</summary>
    Task AnswerAsync(HttpContext context);
}
