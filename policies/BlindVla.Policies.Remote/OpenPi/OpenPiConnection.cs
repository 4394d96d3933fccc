using System.Text;
using BlindVla.Core;

namespace BlindVla.Policies.Remote;

/// <summary>One connection to a server that speaks openpi's protocol.</summary>
internal sealed class OpenPiConnection(MessageSocket socket, Uri address, ServerDeclaration declared) : IRemoteConnection
{
    public ServerDeclaration Declared => declared;

    /// <summary>The protocol has no word for it: a connection is an episode.</summary>
    public Task BeginAsync(string instruction, CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<WireValue> AskAsync(WireValue.Map request, CancellationToken cancellationToken)
    {
        if (socket.TryReceive(out var unasked))
        {
            throw unasked.IsText
                ? Failed(address, unasked)
                : new WireException("expected nothing before the next request, found an answer more");
        }
        await socket.SendAsync(MessagePackArrays.Encode(request, ArrayDialect.OpenPi), isText: false, cancellationToken);
        var answer = await socket.ReceiveAsync(cancellationToken);
        return answer.IsText ? throw Failed(address, answer) : MessagePackArrays.Decode(answer.Content, WireLimits.Default);
    }

    /// <summary>Done when something has come that nobody asked for, or the connection is over.</summary>
    internal Task UnaskedAsync(CancellationToken cancellationToken) => socket.WaitAsync(cancellationToken);

    public ValueTask DisposeAsync() => socket.DisposeAsync();

    /// <summary>A text frame is a traceback.</summary>
    internal static PolicyException Failed(Uri address, SocketMessage text) =>
        RemoteFailure.Said(address, Encoding.UTF8.GetString(text.Content.Span).Trim());
}
