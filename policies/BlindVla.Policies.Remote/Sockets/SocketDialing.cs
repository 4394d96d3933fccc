using System.Net;
using System.Net.WebSockets;
using BlindVla.Core;

namespace BlindVla.Policies.Remote;

/// <summary>Opens websockets to policy servers.</summary>
internal static class SocketDialing
{
    /// <param name="protocol">What is to be spoken, for messages.</param>
    /// <exception cref="PolicyException">The server refuses, and would again.</exception>
    public static async Task<MessageSocket> DialAsync(RemoteSettings settings, string protocol, CancellationToken cancellationToken)
    {
        var client = new ClientWebSocket();
        // A server that compiles its model answers no pings; and what is asked for by address is asked there, not through a proxy.
        client.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan;
        client.Options.Proxy = null;
        client.Options.CollectHttpResponseDetails = true;
        if (settings.ApiKey is { } key)
            client.Options.SetRequestHeader("Authorization", $"Api-Key {key}");
        try
        {
            await client.ConnectAsync(settings.Address, cancellationToken);
            return new(client, WireLimits.Default)
            {
                Announcement = client.HttpResponseHeaders?.GetValueOrDefault(ServerDeclaration.Header)?.FirstOrDefault(),
            };
        }
        catch (Exception e)
        {
            var status = client.HttpStatusCode;
            client.Dispose();
            if (Refusal(status, settings, protocol, e) is { } refusal)
                throw refusal;
            throw;
        }
    }

    /// <summary>What no patience helps against.</summary>
    private static PolicyException? Refusal(HttpStatusCode status, RemoteSettings settings, string protocol, Exception cause) =>
        status switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => RemoteFailure.Key(settings, $" ({(int)status})", cause),
            >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError and not HttpStatusCode.TooManyRequests => new(
                $"{settings.Address} answers a websocket with HTTP {(int)status}: is it a policy server that speaks {protocol}'s protocol?",
                cause
            ),
            _ => null,
        };
}
