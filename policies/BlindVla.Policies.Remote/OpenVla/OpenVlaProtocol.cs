namespace BlindVla.Policies.Remote;

/// <summary>OpenVLA's REST: every question stands alone. AutoEval's servers have <c>/health</c> and <c>/reset</c> besides.</summary>
/// <param name="unnormKey">The statistics that actions are scaled by; null for the server's own choice.</param>
/// <param name="isDoubleEncoded">Messages are texts in which JSON stands, for servers without json_numpy.</param>
internal sealed class OpenVlaProtocol(string? unnormKey, bool isDoubleEncoded) : IRemoteProtocol
{
    public const string Kind = "openvla";

    public string Name => Kind;

    public PeerTransport Transport => PeerTransport.Http;

    public async Task<IRemoteConnection> ConnectAsync(RemoteSettings settings, CancellationToken cancellationToken)
    {
        var connection = new OpenVlaConnection(settings, unnormKey, isDoubleEncoded);
        return await RemoteOpening.GreetAsync(connection, () => connection.AskHealthAsync(cancellationToken));
    }
}
