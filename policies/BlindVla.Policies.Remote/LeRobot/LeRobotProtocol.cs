namespace BlindVla.Policies.Remote;

/// <summary>
/// LeRobot's asynchronous inference over gRPC, in the form without pickles. A server has one place for an observation, whoever it is from:
/// all episodes of this program share one connection, and ask one after another.
/// </summary>
internal sealed class LeRobotProtocol(LeRobotCheckpoint checkpoint) : IRemoteProtocol
{
    public const string Kind = "lerobot";

    /// <summary>Of addresses.</summary>
    public const string Scheme = "grpc";

    private readonly Lock _lock = new();
    private LeRobotServer? _server;

    public string Name => Kind;

    public PeerTransport Transport => PeerTransport.Http2;

    public async Task<IRemoteConnection> ConnectAsync(RemoteSettings settings, CancellationToken cancellationToken)
    {
        LeRobotServer server;
        lock (_lock)
            server = _server ??= new(settings, checkpoint);
        return new LeRobotConnection(server, await server.GreetAsync(cancellationToken));
    }
}
