using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;

namespace BlindVla.Policies.Remote;

/// <summary>Has conversations on websockets, and ends them.</summary>
internal sealed class SocketServing(ServedPolicy served, ISocketProtocol protocol) : IWebProtocol
{
    private static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(2);

    public string Scheme => "ws";

    public WebAnswer? Health(HttpRequest request) => protocol.Health(request);

    public async Task AnswerAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            return;
        }
        if (protocol.Announcement is { } announcement)
            context.Response.Headers[ServerDeclaration.Header] = announcement;
        await using var socket = new MessageSocket(await context.WebSockets.AcceptWebSocketAsync(), WireLimits.Default);
        await served.ConverseAsync(() => ServeAsync(socket));
    }

    private async Task ServeAsync(MessageSocket socket)
    {
        await using var conversation = protocol.Begin();
        try
        {
            if (conversation.Greeting is { } greeting)
                await socket.SendAsync(greeting, isText: false, served.Abandoned);
            while (await NextAsync(socket) is { } message)
            {
                if (await conversation.AnswerAsync(message, served.Abandoned) is { } answer)
                    await socket.SendAsync(answer.Content, answer.IsText, served.Abandoned);
            }
            await CloseAsync(socket, WebSocketCloseStatus.EndpointUnavailable, "the server is being stopped");
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // The client is gone, or everything is being abandoned.
        }
        catch (Exception e)
        {
            await TellAsync(socket, conversation.Farewell(e.Message));
        }
    }

    /// <returns>The next request; null when there is to be none.</returns>
    private async Task<SocketMessage?> NextAsync(MessageSocket socket)
    {
        try
        {
            return await socket.ReceiveAsync(served.Draining);
        }
        catch (OperationCanceledException) when (!served.Abandoned.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task TellAsync(MessageSocket socket, SocketMessage reason)
    {
        try
        {
            await socket.SendAsync(reason.Content, reason.IsText, served.Abandoned);
            await CloseAsync(socket, WebSocketCloseStatus.InternalServerError, "the reason is in the frame before");
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // Nobody is left to be told.
        }
    }

    private async Task CloseAsync(MessageSocket socket, WebSocketCloseStatus status, string reason)
    {
        using var late = new CancellationTokenSource(FarewellTime, served.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, served.Abandoned);
        await socket.LeaveAsync(status, reason, either.Token);
    }
}
