using System.Net.WebSockets;
using System.Text;
using BlindVla.Core;

namespace BlindVla.Policies.Remote;

/// <summary>One connection to a server that speaks openpi's protocol, or a variant of it.</summary>
/// <param name="said">The server's metadata.</param>
internal sealed class OpenPiConnection(
    MessageSocket socket,
    Uri address,
    OpenPiVariant variant,
    WireValue.Map said,
    ServerDeclaration declared
) : IRemoteConnection
{
    private static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(2);

    private readonly string? _session = variant.NeedsSession(said) ? EpisodeName.Create() : null;

    /// <summary>An episode was begun, and nothing has gone wrong in it.</summary>
    private bool _isInEpisode;

    public WireValue.Map Said => said;

    public ServerDeclaration Declared => declared;

    /// <summary>openpi's own protocol has no word for it: a connection is an episode.</summary>
    public async Task BeginAsync(string instruction, CancellationToken cancellationToken)
    {
        if (variant.Reset(_session) is { } reset)
        {
            var answer = await ExchangeAsync(reset, cancellationToken);
            if (!variant.IsReset(answer))
                throw answer.IsText ? Failed(address, answer) : new WireException("expected that it was reset, found another answer");
        }
        _isInEpisode = true;
    }

    public async Task<WireValue> AskAsync(WireValue.Map request, CancellationToken cancellationToken)
    {
        // Until the answer is there the episode may not go on.
        var wasInEpisode = _isInEpisode;
        _isInEpisode = false;
        var message = await ExchangeAsync(variant.Question(request, _session), cancellationToken);
        if (message.IsText)
            throw Failed(address, message);
        var answer = MessagePackArrays.Decode(message.Content, WireLimits.Default);
        if (variant.Failure(answer) is { } reason)
            throw RemoteFailure.Said(address, reason);
        _isInEpisode = wasInEpisode;
        return variant.Actions(answer);
    }

    /// <summary>Done when something has come that nobody asked for, or the connection is over.</summary>
    internal Task UnaskedAsync(CancellationToken cancellationToken) => socket.WaitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        // What has a name is remembered until it is told to be forgotten.
        if (_isInEpisode && _session is not null && variant.Reset(_session) is { } reset)
            await LeaveAsync(reset);
        await socket.DisposeAsync();
    }

    /// <summary>A text frame is a traceback.</summary>
    internal static PolicyException Failed(Uri address, SocketMessage text) =>
        RemoteFailure.Said(address, Encoding.UTF8.GetString(text.Content.Span).Trim());

    private async Task<SocketMessage> ExchangeAsync(WireValue.Map question, CancellationToken cancellationToken)
    {
        if (socket.TryReceive(out var unasked))
        {
            throw unasked.IsText
                ? Failed(address, unasked)
                : new WireException("expected nothing before the next request, found an answer more");
        }
        await SendAsync(question, cancellationToken);
        return await socket.ReceiveAsync(cancellationToken);
    }

    private ValueTask SendAsync(WireValue.Map question, CancellationToken cancellationToken) =>
        socket.SendAsync(MessagePackArrays.Write(question, ArrayDialect.OpenPi), isText: false, cancellationToken);

    private async Task LeaveAsync(WireValue.Map reset)
    {
        using var late = new CancellationTokenSource(FarewellTime);
        try
        {
            await SendAsync(reset, late.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // It is gone, or does not listen: the episode is over all the same.
        }
        await socket.LeaveAsync(WebSocketCloseStatus.NormalClosure, "the episode is over", late.Token);
    }
}
