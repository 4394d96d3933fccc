using System.Collections.Immutable;
using BlindVla.Core;
using Microsoft.Extensions.Logging;
using Proto = BlindVla.Bridge.V1;

namespace BlindVla.Bridge;

/// <summary>One place of a <see cref="ServerPool"/>: a server process, and its replacements.</summary>
internal sealed class PooledServer(
    int number,
    ServerCommand command,
    ServerSettings serverSettings,
    BridgeSettings bridgeSettings,
    ServerIdentity identity,
    TimeProvider time,
    ILogger logger
) : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private ImmutableArray<ServerDeath> _deaths = [];
    private ServerProcess? _process;
    private Failure? _failure;

    // Since the last request that was honoured.
    private int _deathsInARow;

    public ImmutableArray<ServerDeath> Deaths => _deaths;

    public async Task<Proto.DescribeResponse> DescribeAsync(CancellationToken cancellationToken)
    {
        var (connection, description, _) = await ConnectAsync(cancellationToken);
        connection.Dispose();
        return description;
    }

    public async Task<IEnvironment> OpenAsync(CancellationToken cancellationToken)
    {
        var (connection, description, process) = await ConnectAsync(cancellationToken);
        return new BridgeEnvironment(
            connection,
            ProtoMapping.ToSpec(description),
            bridgeSettings,
            time,
            logger,
            fault => ExplainAsync(process, fault),
            () => Volatile.Write(ref _deathsInARow, 0)
        )
        {
            ServerProcessId = process.ProcessId,
        };
    }

    /// <summary>Stops what this server moves, without waiting for whoever starts one.</summary>
    /// <returns>False where there is none, or it has no stop.</returns>
    public async Task<bool> StopAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _process) is not { } process)
        {
            return false;
        }
        using var connection = new BridgeConnection(process.Address, bridgeSettings, time);
        return await connection.EmergencyStopAsync(cancellationToken);
    }

    /// <summary>Ends a stop of what this server moves.</summary>
    /// <returns>Why it goes on being stopped; null where it does not.</returns>
    public async Task<string?> EndStopAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _process) is not { } process)
        {
            return null;
        }
        using var connection = new BridgeConnection(process.Address, bridgeSettings, time);
        return await connection.EndStopAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync();
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
        _process = null;
        _gate.Dispose();
    }

    private async Task<(BridgeConnection Connection, Proto.DescribeResponse Description, ServerProcess Process)> ConnectAsync(
        CancellationToken cancellationToken
    )
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            while (true)
            {
                var process = await LiveProcessAsync(cancellationToken);
                var connection = new BridgeConnection(process.Address, bridgeSettings, time);
                try
                {
                    var description = await connection.DescribeAsync(cancellationToken);
                    identity.Check($"Server {number}", description);
                    return (connection, description, process);
                }
                catch (EnvironmentException fault) when (fault.Fault is EnvironmentFault.Unavailable or EnvironmentFault.DeadlineExceeded)
                {
                    connection.Dispose();
                    _failure = new Failure(process, (await process.ExplainAsync(fault)).Message);
                }
                catch
                {
                    connection.Dispose();
                    throw;
                }
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<ServerProcess> LiveProcessAsync(CancellationToken cancellationToken)
    {
        if (_process is { } process)
        {
            var failure = _failure?.Process == process ? _failure : null;
            if (failure is null && !process.HasExited)
            {
                return process;
            }
            RecordDeath(failure?.Reason ?? await process.EpitaphAsync());
            _process = null;
            await process.DisposeAsync();
        }
        return _process = await StartAsync(cancellationToken);
    }

    /// <summary>A server that listens. One that is killed on its way there is started again; one that gives up by itself says
    /// why.</summary>
    private async Task<ServerProcess> StartAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_deathsInARow > serverSettings.MaxRestarts)
            {
                throw new EnvironmentException(
                    EnvironmentFault.Unavailable,
                    $"Server {number} died {_deathsInARow} times without having answered a request and is given up. {_deaths[^1].Reason}"
                );
            }
            if (_deathsInARow > 1)
            {
                await Task.Delay(Backoff.After(_deathsInARow - 1), time, cancellationToken);
            }
            var process = ServerProcess.Launch(command, serverSettings, time, logger);
            try
            {
                await process.WaitUntilItListensAsync(cancellationToken);
                return process;
            }
            catch (EnvironmentException exception)
            {
                RecordDeath(exception.Message);
                var wasKilled = process.WasKilled;
                await process.DisposeAsync();
                if (!wasKilled)
                {
                    throw;
                }
            }
            catch
            {
                await process.DisposeAsync();
                throw;
            }
        }
    }

    private void RecordDeath(string reason)
    {
        _deathsInARow++;
        _deaths = _deaths.Add(new ServerDeath(number, time.GetUtcNow(), reason));
        logger.LogWarning("Server {Number} died: {Reason}", number, reason);
    }

    private async ValueTask<EnvironmentException> ExplainAsync(ServerProcess process, EnvironmentException fault)
    {
        if (fault.Fault == EnvironmentFault.DeadlineExceeded)
        {
            _failure = new Failure(process, fault.Message);
        }
        return fault.Fault is EnvironmentFault.Unavailable or EnvironmentFault.Internal ? await process.ExplainAsync(fault) : fault;
    }

    /// <summary>A process that does not answer, and what was seen of that; it may look alive for ever.</summary>
    private sealed record Failure(ServerProcess Process, string Reason);
}
