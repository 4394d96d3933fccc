namespace BlindVla.Policies.Remote;

/// <summary>An episode with a server that knows of no episodes.</summary>
internal sealed class LeRobotConnection(LeRobotServer server, ServerDeclaration declared) : IRemoteConnection
{
    public ServerDeclaration Declared => declared;

    public Task BeginAsync(string instruction, CancellationToken cancellationToken) => server.BeginAsync(cancellationToken);

    public Task<WireValue> AskAsync(WireValue.Map request, CancellationToken cancellationToken) =>
        server.AskAsync(request, cancellationToken);

    /// <summary>The server is all episodes'.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
