namespace BlindVla.Policies.Remote;

/// <summary>XPolicyLab's websocket: hello, then trials of observations and actions, each message answered by one with its number.</summary>
internal sealed class XPolicyLabProtocol : IRemoteProtocol
{
    public const string Kind = "xpolicylab";

    public string Name => Kind;

    public PeerTransport Transport => PeerTransport.Http;

    public async Task<IRemoteConnection> ConnectAsync(RemoteSettings settings, CancellationToken cancellationToken)
    {
        var socket = await SocketDialing.DialAsync(settings, Kind, cancellationToken);
        var connection = new XPolicyLabConnection(socket, settings);
        return await RemoteOpening.GreetAsync(connection, () => connection.HelloAsync(cancellationToken));
    }
}
