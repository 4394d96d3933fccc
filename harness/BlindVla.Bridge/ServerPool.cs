using System.Collections.Immutable;
using BlindVla.Core;
using Microsoft.Extensions.Logging;
using Proto = BlindVla.Bridge.V1;

namespace BlindVla.Bridge;

/// <summary>A server process that ended, hung, or did not start.</summary>
/// <param name="Server">Its number in the pool, from 0.</param>
/// <param name="At">When that was noticed.</param>
/// <param name="Reason">How it ended, with its last words.</param>
public sealed record ServerDeath(int Server, DateTimeOffset At, string Reason);

/// <summary>
/// A number of server processes the harness starts and supervises. Worker w is served by process w modulo their number; a process that
/// died or hangs is replaced when its worker asks for its next environment.
/// </summary>
public sealed class ServerPool : IEnvironmentSource
{
    private readonly ImmutableArray<PooledServer> _servers;

    /// <summary>Nothing is started before the first environment is asked for.</summary>
    public ServerPool(ServerCommand command, int servers, ServerSettings serverSettings, BridgeSettings bridgeSettings, TimeProvider time, ILogger<ServerPool> logger)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(servers, 1);
        var identity = new ServerIdentity();
        _servers = [.. Enumerable.Range(0, servers).Select(number => new PooledServer(number, command, serverSettings, bridgeSettings, identity, time, logger))];
    }

    /// <summary>Every death so far, oldest first.</summary>
    public ImmutableArray<ServerDeath> Deaths => [.. _servers.SelectMany(server => server.Deaths).OrderBy(death => death.At).ThenBy(death => death.Server)];

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

    public async ValueTask DisposeAsync() => await Task.WhenAll(_servers.Select(server => server.DisposeAsync().AsTask()));
}

/// <summary>What every server of a pool must be, today's and the ones that replace them: results are compared as if they came from one.</summary>
internal sealed class ServerIdentity
{
    private readonly Lock _gate = new();
    private Proto.DescribeResponse? _first;

    /// <exception cref="EnvironmentException">It differs from the first description; every field that does is named.</exception>
    public void Check(int server, Proto.DescribeResponse description)
    {
        lock (_gate)
        {
            _first ??= description;
            var differences = Proto.DescribeResponse.Descriptor.Fields.InDeclarationOrder()
                .Select(field => (field.Name, Expected: field.Accessor.GetValue(_first), Found: field.Accessor.GetValue(description)))
                .Where(field => !Equals(field.Expected, field.Found))
                .Select(field => $"{field.Name}: expected {field.Expected}, found {field.Found}")
                .ToList();
            if (differences.Count > 0)
            {
                throw new EnvironmentException(
                    EnvironmentFault.FailedPrecondition,
                    $"Server {server} is not what the first server of this run is. Was it rebuilt meanwhile? Start the run anew.\n{string.Join('\n', differences)}");
            }
        }
    }
}
