using System.Net;
using System.Net.WebSockets;
using System.Text;
using BlindVla.Core;

namespace BlindVla.Policies.Remote;

/// <summary>One connection to a server that speaks openpi's protocol: its metadata come first, then an answer to each request.</summary>
internal sealed class OpenPiConnection : IAsyncDisposable
{
    /// <summary>Of one attempt, the metadata included.</summary>
    private static readonly TimeSpan AttemptTime = TimeSpan.FromSeconds(10);

    private const int MaxTraceback = 4000;

    private readonly MessageSocket _socket;
    private readonly Uri _address;
    private readonly TimeProvider _time;

    private OpenPiConnection(MessageSocket socket, Uri address, TimeProvider time, ReadOnlyMemory<byte> metadata)
    {
        (_socket, _address, _time) = (socket, address, time);
        Metadata = metadata;
    }

    /// <summary>As the server sent them.</summary>
    public ReadOnlyMemory<byte> Metadata { get; }

    /// <summary>Connects, again and again for as long as the settings are patient.</summary>
    /// <exception cref="PolicyException">There is no server, or none of this protocol.</exception>
    public static async Task<OpenPiConnection> OpenAsync(OpenPiSettings settings, TimeProvider time, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        for (var failures = 1; ; failures++)
        {
            try
            {
                return await TryOpenAsync(settings, time, cancellationToken);
            }
            catch (Exception e) when (IsLoss(e, cancellationToken))
            {
                var waited = time.GetElapsedTime(began);
                var pause = Backoff.After(failures);
                if (waited + pause > settings.Patience)
                {
                    throw new PolicyException(
                        $"{settings.Address} cannot be reached ({Cause(e)}; waited {waited.TotalSeconds:0} s, {failures} attempts); start "
                            + "the server, or be more patient: patience=SECONDS",
                        e
                    )
                    {
                        Fault = PolicyFault.Unavailable,
                    };
                }
                await Task.Delay(pause, time, cancellationToken);
            }
        }
    }

    /// <summary>Asks and waits for the answer.</summary>
    /// <exception cref="WireException">The answer is no message of the protocol.</exception>
    /// <exception cref="PolicyException">The server failed, was lost, or gave no answer in time.</exception>
    public async Task<WireValue> AskAsync(WireValue request, TimeSpan deadline, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(deadline, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            if (_socket.TryReceive(out var unasked))
            {
                throw unasked.IsText
                    ? Failed(unasked)
                    : new WireException("expected nothing before the next request, found an answer more");
            }
            await _socket.SendAsync(MessagePackArrays.Encode(request, ArrayDialect.OpenPi), isText: false, either.Token);
            var answer = await _socket.ReceiveAsync(either.Token);
            return answer.IsText ? throw Failed(answer) : MessagePackArrays.Decode(answer.Content, WireLimits.Default);
        }
        catch (Exception e) when (IsLoss(e, cancellationToken))
        {
            var what = late.IsCancellationRequested ? $"gave no answer within {deadline.TotalSeconds:0.###} s" : $"was lost: {Cause(e)}";
            throw new PolicyException($"{_address} {what}", e) { Fault = PolicyFault.Lost };
        }
    }

    /// <summary>Done when something has come that nobody asked for, or the connection is over.</summary>
    internal Task UnaskedAsync(CancellationToken cancellationToken) => _socket.WaitAsync(cancellationToken);

    public ValueTask DisposeAsync() => _socket.DisposeAsync();

    private static async Task<OpenPiConnection> TryOpenAsync(
        OpenPiSettings settings,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        using var late = new CancellationTokenSource(AttemptTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var client = new ClientWebSocket();
        // A server that compiles its model answers no pings; and what is asked for by address is asked there, not through a proxy.
        client.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan;
        client.Options.Proxy = null;
        client.Options.CollectHttpResponseDetails = true;
        if (settings.ApiKey is { } key)
            client.Options.SetRequestHeader("Authorization", $"Api-Key {key}");
        MessageSocket? socket = null;
        try
        {
            await client.ConnectAsync(settings.Address, either.Token);
            socket = new(client, WireLimits.Default);
            var first = await socket.ReceiveAsync(either.Token);
            if (first.IsText)
                throw Failed(settings.Address, first);
            return new(socket, settings.Address, time, first.Content);
        }
        catch (Exception e)
        {
            var status = client.HttpStatusCode;
            if (socket is not null)
                await socket.DisposeAsync();
            client.Dispose();
            if (Refusal(status, settings.ApiKey is not null) is { } refusal)
                throw new PolicyException($"{settings.Address} {refusal}", e);
            if (e is WireException)
                throw new PolicyException($"{settings.Address} speaks another protocol than openpi's: {e.Message}", e);
            throw;
        }
    }

    /// <summary>What no patience helps against.</summary>
    private static string? Refusal(HttpStatusCode status, bool hasKey) =>
        status switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => hasKey
                ? $"refuses the key ({(int)status}); give the right one: key_file=FILE"
                : $"wants a key ({(int)status}): key_file=FILE",
            >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError and not HttpStatusCode.TooManyRequests =>
                $"answers a websocket with HTTP {(int)status}: is it a policy server that speaks openpi's protocol?",
            _ => null,
        };

    private static bool IsLoss(Exception e, CancellationToken cancelled) =>
        e is WebSocketException or IOException || (e is OperationCanceledException && !cancelled.IsCancellationRequested);

    private static string Cause(Exception e) =>
        WireException.Shown(e is OperationCanceledException ? "no answer in time" : e.GetBaseException().Message);

    private PolicyException Failed(SocketMessage text) => Failed(_address, text);

    private static PolicyException Failed(Uri address, SocketMessage text) =>
        new($"{address} failed: {VisibleText.Lines(Encoding.UTF8.GetString(text.Content.Span).Trim(), MaxTraceback)}");
}
