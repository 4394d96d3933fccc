using System.Globalization;
using System.Net.WebSockets;
using BlindVla.Core;

namespace BlindVla.Policies.Remote;

/// <summary>One connection to a server of XPolicyLab's: one trial.</summary>
internal sealed class XPolicyLabConnection(MessageSocket socket, RemoteSettings settings) : IRemoteConnection
{
    private static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(2);

    private readonly string _trial = EpisodeName.Create();
    private long _asked;
    private long _step;

    /// <summary>A trial was begun, and nothing has gone wrong in it.</summary>
    private bool _isInTrial;

    public ServerDeclaration Declared { get; private set; } = null!;

    public async Task HelloAsync(CancellationToken cancellationToken) =>
        // Its own server says nothing there that another would not.
        Declared = ServerDeclaration.OfKnown(
            await ExchangeAsync(XPolicyLabMessage.Hello, new(), XPolicyLabMessage.HelloAck, trial: null, cancellationToken)
        );

    public async Task BeginAsync(string instruction, CancellationToken cancellationToken)
    {
        await ExchangeAsync(XPolicyLabMessage.Reset, Trial(), XPolicyLabMessage.ResetResult, _trial, cancellationToken);
        _isInTrial = true;
    }

    public async Task<WireValue> AskAsync(WireValue.Map request, CancellationToken cancellationToken)
    {
        // Until the answer is there the trial may not go on.
        var wasInTrial = _isInTrial;
        _isInTrial = false;
        var answer = await ExchangeAsync(
            XPolicyLabMessage.Infer,
            new(("observation", NestedKeys.Nest(request))),
            XPolicyLabMessage.InferResult,
            _trial,
            cancellationToken
        );
        _step++;
        var actions = XPolicyLabActions.Read(answer["actions"], settings.Mapping.Action);
        _isInTrial = wasInTrial;
        return actions;
    }

    public async ValueTask DisposeAsync()
    {
        if (_isInTrial)
            await EndAsync();
        await socket.DisposeAsync();
    }

    private async Task EndAsync()
    {
        using var late = new CancellationTokenSource(FarewellTime);
        try
        {
            // How it went is not known here.
            await ExchangeAsync(XPolicyLabMessage.TrialEnd, Trial(), XPolicyLabMessage.TrialEndAck, _trial, late.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or WireException or PolicyException)
        {
            // It is gone, does not listen, or wants nothing more to do with it: the trial is over all the same.
        }
        await socket.LeaveAsync(WebSocketCloseStatus.NormalClosure, "the trial is over", late.Token);
    }

    private WireValue.Map Trial() => new(("trial_id", new WireValue.Text(_trial)));

    /// <returns>What the answer says.</returns>
    private async Task<WireValue.Map> ExchangeAsync(
        string type,
        WireValue.Map payload,
        string expected,
        string? trial,
        CancellationToken cancellationToken
    )
    {
        if (socket.TryReceive(out var unasked))
        {
            var message = XPolicyLabMessage.Decode(unasked);
            throw message.Type == XPolicyLabMessage.Error
                ? RemoteFailure.Said(settings.Address, message.Reason)
                : new WireException($"expected nothing before the next message, found '{WireException.Shown(message.Type)}'");
        }
        var id = await SendAsync(type, payload, trial, cancellationToken);
        var answer = XPolicyLabMessage.Decode(await socket.ReceiveAsync(cancellationToken));
        if (answer.Type == XPolicyLabMessage.Error)
            throw RemoteFailure.Said(settings.Address, answer.Reason);
        if (answer.Type != expected)
            throw new WireException($"expected '{expected}', found '{WireException.Shown(answer.Type)}'");
        return answer.Id == id
            ? answer.Payload
            : throw new WireException(
                $"'message_id': expected the answer to message {id}, found the one to {WireException.Shown(answer.Id)}"
            );
    }

    private async Task<string> SendAsync(string type, WireValue.Map payload, string? trial, CancellationToken cancellationToken)
    {
        var id = (++_asked).ToString(CultureInfo.InvariantCulture);
        var message = new XPolicyLabMessage(type, id, payload, trial, _step);
        await socket.SendAsync(message.Encode(TimeProvider.System.GetUtcNow()), isText: false, cancellationToken);
        return id;
    }
}
