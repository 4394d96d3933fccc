namespace BlindVla.Policies.Remote;

/// <summary>vla-eval's websocket: both sides say hello, then episodes of observations and actions.</summary>
internal sealed class VlaEvalProtocol : IRemoteProtocol
{
    public const string Kind = "vla-eval";

    public string Name => Kind;

    public PeerTransport Transport => PeerTransport.Http;

    public async Task<IRemoteConnection> ConnectAsync(RemoteSettings settings, CancellationToken cancellationToken)
    {
        var socket = await SocketDialing.DialAsync(settings, Kind, cancellationToken);
        var connection = new VlaEvalConnection(socket, settings.Address);
        return await RemoteOpening.GreetAsync(connection, () => connection.HelloAsync(settings.Mapping, cancellationToken));
    }
}
