using System.Collections.Immutable;
using BlindVla.Core;
using Microsoft.Extensions.Logging;

namespace BlindVla.Bridge;

/// <summary>
/// A number of server processes the harness starts and supervises. Worker w is served by process w modulo their number; a process that
/// died or hangs is replaced when its worker asks for its next environment.
/// </summary>
public sealed class ServerPool : IEnvironmentSource, IEmergencyStop
{
    private readonly ImmutableArray<PooledServer> _servers;

    /// <summary>Nothing is started before the first environment is asked for.</summary>
    public ServerPool(
        ServerCommand command,
        int servers,
        ServerSettings serverSettings,
        BridgeSettings bridgeSettings,
        TimeProvider time,
        ILogger<ServerPool> logger
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(servers, 1);
        var identity = new ServerIdentity();
        _servers =
        [
            .. Enumerable
                .Range(0, servers)
                .Select(number => new PooledServer(number, command, serverSettings, bridgeSettings, identity, time, logger)),
        ];
    }

    /// <summary>Every death so far, oldest first.</summary>
    public ImmutableArray<ServerDeath> Deaths =>
        [.. _servers.SelectMany(server => server.Deaths).OrderBy(death => death.At).ThenBy(death => death.Server)];

    /// <summary>Starts every server and checks that all describe themselves identically.</summary>
    public async ValueTask<EnvironmentSpec> DescribeAsync(CancellationToken cancellationToken)
    {
        var descriptions = await Task.WhenAll(_servers.Select(server => server.DescribeAsync(cancellationToken)));
        return ProtoMapping.ToSpec(descriptions[0]);
    }

    public async ValueTask<IEnvironment> OpenAsync(int worker, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(worker);
        return await _servers[worker % _servers.Length].OpenAsync(cancellationToken);
    }

    public async ValueTask<bool> StopAsync(CancellationToken cancellationToken) =>
        (await Task.WhenAll(_servers.Select(server => server.StopAsync(cancellationToken)))).Contains(true);

    public async ValueTask<string?> EndStopAsync(CancellationToken cancellationToken) =>
        (await Task.WhenAll(_servers.Select(server => server.EndStopAsync(cancellationToken)))).OfType<string>().FirstOrDefault();

    public async ValueTask DisposeAsync() => await Task.WhenAll(_servers.Select(server => server.DisposeAsync().AsTask()));
}
