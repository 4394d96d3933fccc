using System.Net.WebSockets;
using BlindVla.Core;

namespace BlindVla.Policies.Remote;

/// <summary>One connection to a server of vla-eval's protocol: one episode.</summary>
internal sealed class VlaEvalConnection(MessageSocket socket, Uri address) : IRemoteConnection
{
    private static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(2);

    private long _seq;
    private long _steps;

    /// <summary>An episode was begun, and nothing has gone wrong in it.</summary>
    private bool _isInEpisode;

    public ServerDeclaration Declared { get; private set; } = null!;

    /// <exception cref="WireException">The answer is no hello of this version.</exception>
    public async Task HelloAsync(EmbodimentMapping mapping, CancellationToken cancellationToken)
    {
        var hello = new WireValue.Map(
            ("harness_version", new WireValue.Text("blindvla")),
            ("protocol_version", new WireValue.Integer(VlaEvalMessage.Version)),
            ("action_spec", VlaEvalSpecs.Action(mapping.Action)),
            ("observation_spec", VlaEvalSpecs.Observation(mapping, withState: true))
        );
        await SendAsync(VlaEvalMessage.Hello, hello, cancellationToken);
        var answer = VlaEvalMessage.Decode(await socket.ReceiveAsync(cancellationToken));
        if (answer.Type != VlaEvalMessage.Hello)
            throw new WireException($"expected its hello, found '{answer.Type}': {WireException.Shown(answer.Reason)}");
        var said = answer.Payload;
        if (said["protocol_version"] is not WireValue.Integer { Value: VlaEvalMessage.Version })
        {
            throw new WireException(
                $"protocol_version: expected {VlaEvalMessage.Version}, found {said["protocol_version"]?.Kind ?? "no such key"}"
            );
        }
        Declared = ServerDeclaration.Of(said, MessagePackArrays.Encode(said, ArrayDialect.VlaEval)) with
        {
            Problems = VlaEvalSpecs.Problems(said, mapping),
            ProtocolVersion = VlaEvalMessage.Version,
        };
    }

    public async Task BeginAsync(string instruction, CancellationToken cancellationToken)
    {
        // Which task it is of which suite is nobody's business who is to be evaluated.
        var task = new WireValue.Map(("name", new WireValue.Text(instruction)));
        await SendAsync(VlaEvalMessage.EpisodeStart, new(("task", task)), cancellationToken);
        _isInEpisode = true;
    }

    public async Task<WireValue> AskAsync(WireValue.Map request, CancellationToken cancellationToken)
    {
        // Until the answer is there the episode may not go on.
        var wasInEpisode = _isInEpisode;
        _isInEpisode = false;
        if (socket.TryReceive(out var unasked))
        {
            var message = VlaEvalMessage.Decode(unasked);
            throw message.Type == VlaEvalMessage.Error
                ? Failed(message)
                : new WireException($"expected nothing before the next observation, found '{message.Type}'");
        }
        var seq = await SendAsync(VlaEvalMessage.Observation, NestedKeys.Nest(request), cancellationToken);
        var answer = VlaEvalMessage.Decode(await socket.ReceiveAsync(cancellationToken));
        if (answer.Type == VlaEvalMessage.Error)
            throw Failed(answer);
        if (answer.Type != VlaEvalMessage.Action)
            throw new WireException($"expected an action, found '{answer.Type}'");
        if (answer.Seq != seq)
            throw new WireException($"'seq': expected the answer to message {seq}, found the one to {answer.Seq}");
        _isInEpisode = wasInEpisode;
        _steps++;
        return NestedKeys.Flatten(answer.Payload);
    }

    public async ValueTask DisposeAsync()
    {
        if (_isInEpisode)
            await EndAsync();
        await socket.DisposeAsync();
    }

    private async Task EndAsync()
    {
        using var late = new CancellationTokenSource(FarewellTime);
        try
        {
            // How it went is not known here.
            await SendAsync(VlaEvalMessage.EpisodeEnd, new(("steps", new WireValue.Integer(_steps))), late.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // It is gone, or does not listen: the episode is over all the same.
        }
        await socket.LeaveAsync(WebSocketCloseStatus.NormalClosure, "the episode is over", late.Token);
    }

    private async Task<long> SendAsync(string type, WireValue.Map payload, CancellationToken cancellationToken)
    {
        var message = new VlaEvalMessage(type, payload, ++_seq);
        await socket.SendAsync(message.Encode(VlaEvalClock.Now(TimeProvider.System)), isText: false, cancellationToken);
        return message.Seq;
    }

    private PolicyException Failed(VlaEvalMessage error) => RemoteFailure.Said(address, error.Reason);
}
