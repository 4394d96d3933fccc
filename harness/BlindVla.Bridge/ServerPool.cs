using System.Collections.Concurrent;
using System.Collections.Immutable;
using BlindVla.Core;
using Microsoft.Extensions.Logging;

namespace BlindVla.Bridge;

/// <summary>
/// A number of server processes the harness starts and supervises. Worker w is served by process w modulo their number; a process that
/// died or hangs is replaced when its worker asks for its next environment, one that is old or large when a worker begins its next episode.
/// </summary>
public sealed class ServerPool : IEnvironmentSource, IEmergencyStop
{
    private readonly Func<int, Func<PooledServer, ValueTask>?, PooledServer> _create;
    private readonly ImmutableArray<PooledServer> _servers;
    private readonly ConcurrentDictionary<PooledServer, byte> _alone = new();
    private readonly ConcurrentQueue<ServerDeath> _deaths = new();
    private readonly ServerTelemetry _telemetry;
    private int _numbers;

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
        _telemetry = new(() => _servers.Concat(_alone.Keys).Select(server => server.Memory).OfType<(int, long)>());
        _create = (number, onLeave) =>
            new(number, command, serverSettings, bridgeSettings, identity, time, logger, _deaths, _telemetry, onLeave);
        _servers = [.. Enumerable.Range(0, servers).Select(number => _create(number, null))];
        _numbers = servers;
    }

    public int? Servers => _servers.Length;

    /// <summary>Every death so far, oldest first.</summary>
    public ImmutableArray<ServerDeath> Deaths => [.. _deaths.OrderBy(death => death.At).ThenBy(death => death.Server)];

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

    /// <summary>In a process of its own, which ends with the environment.</summary>
    public async ValueTask<IEnvironment> OpenAloneAsync(int worker, CancellationToken cancellationToken)
    {
        var server = _create(Interlocked.Increment(ref _numbers) - 1, EndAsync);
        _alone.TryAdd(server, 0);
        try
        {
            return await server.OpenAsync(cancellationToken);
        }
        catch
        {
            await EndAsync(server);
            throw;
        }
    }

    public async ValueTask<bool> StopAsync(CancellationToken cancellationToken) =>
        (await Task.WhenAll(_servers.Select(server => server.StopAsync(cancellationToken)))).Contains(true);

    public async ValueTask<string?> EndStopAsync(CancellationToken cancellationToken) =>
        (await Task.WhenAll(_servers.Select(server => server.EndStopAsync(cancellationToken)))).OfType<string>().FirstOrDefault();

    public async ValueTask DisposeAsync()
    {
        _telemetry.Dispose();
        await Task.WhenAll([
            .. _servers.Select(server => server.DisposeAsync().AsTask()),
            .. _alone.Keys.Select(server => EndAsync(server).AsTask()),
        ]);
    }

    private async ValueTask EndAsync(PooledServer alone)
    {
        if (_alone.TryRemove(alone, out _))
        {
            await alone.DisposeAsync();
        }
    }
}
