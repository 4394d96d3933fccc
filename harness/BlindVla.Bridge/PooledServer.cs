using System.Collections.Concurrent;
using BlindVla.Core;
using Microsoft.Extensions.Logging;
using Proto = BlindVla.Bridge.V1;

namespace BlindVla.Bridge;

/// <summary>One place of a <see cref="ServerPool"/>: a server process, and its replacements.</summary>
/// <param name="deaths">Told of every death.</param>
/// <param name="onLeave">Called when an environment of it is closed.</param>
internal sealed class PooledServer(
    int number,
    ServerCommand command,
    ServerSettings serverSettings,
    BridgeSettings bridgeSettings,
    ServerIdentity identity,
    TimeProvider time,
    ILogger logger,
    ConcurrentQueue<ServerDeath> deaths,
    ServerTelemetry telemetry,
    Func<PooledServer, ValueTask>? onLeave = null
) : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);

    // Retired, and perhaps still in the middle of episodes.
    private readonly List<SharedProcess> _leaving = [];
    private SharedProcess? _process;
    private Failure? _failure;
    private string _lastWords = "";

    // Since the last request that was honoured.
    private int _deathsInARow;

    public async Task<Proto.DescribeResponse> DescribeAsync(CancellationToken cancellationToken)
    {
        var (connection, description, process) = await ConnectAsync(cancellationToken);
        connection.Dispose();
        await process.LeaveAsync();
        return description;
    }

    public async Task<IEnvironment> OpenAsync(CancellationToken cancellationToken) =>
        new PooledEnvironment(this, await OpenSessionAsync(cancellationToken));

    /// <summary>A session of the process that is there now, or of its successor.</summary>
    public async Task<PooledSession> OpenSessionAsync(CancellationToken cancellationToken)
    {
        var (connection, description, process) = await ConnectAsync(cancellationToken);
        var environment = new BridgeEnvironment(
            connection,
            ProtoMapping.ToSpec(description),
            bridgeSettings,
            time,
            logger,
            fault => ExplainAsync(process.Process, fault),
            () => Volatile.Write(ref _deathsInARow, 0)
        );
        return new(environment, process);
    }

    /// <summary>Counts an episode that a session is about to begin.</summary>
    /// <returns>False where it must begin in a successor of its process.</returns>
    public bool TryBeginEpisode(PooledSession session)
    {
        var mayBegin = session.Process.TryBeginEpisode(serverSettings, out var retiredBecause);
        if (retiredBecause is not null)
        {
            telemetry.Replaced(number);
            logger.LogInformation(
                "Server {Number}, process {ProcessId}, begins no more episodes and is replaced: {Reason}",
                number,
                session.Process.Process.ProcessId,
                retiredBecause
            );
        }
        return mayBegin;
    }

    /// <summary>Bytes that its process holds, by its number; null where it has none.</summary>
    public (int Server, long Bytes)? Memory => Volatile.Read(ref _process)?.Process.ResidentBytes is { } bytes ? (number, bytes) : null;

    /// <summary>An environment of it was closed.</summary>
    public ValueTask LeaveAsync() => onLeave?.Invoke(this) ?? ValueTask.CompletedTask;

    /// <summary>Stops what this server moves, without waiting for whoever starts one.</summary>
    /// <returns>False where there is none, or it has no stop.</returns>
    public async Task<bool> StopAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _process)?.Process is not { } process)
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
        if (Volatile.Read(ref _process)?.Process is not { } process)
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
            _leaving.Add(_process);
        }
        _process = null;
        await Task.WhenAll(_leaving.Select(process => process.DisposeAsync().AsTask()));
        _gate.Dispose();
    }

    /// <summary>Enters a process, which whoever asked has to leave.</summary>
    private async Task<(BridgeConnection Connection, Proto.DescribeResponse Description, SharedProcess Process)> ConnectAsync(
        CancellationToken cancellationToken
    )
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            while (true)
            {
                var shared = await LiveProcessAsync(cancellationToken);
                if (!shared.TryEnter())
                {
                    continue;
                }
                var process = shared.Process;
                BridgeConnection? connection = null;
                try
                {
                    connection = new BridgeConnection(process.Address, bridgeSettings, time);
                    var description = await connection.DescribeAsync(cancellationToken);
                    identity.Check($"Server {number}", description);
                    return (connection, description, shared);
                }
                catch (EnvironmentException fault) when (fault.Fault is EnvironmentFault.Unavailable or EnvironmentFault.DeadlineExceeded)
                {
                    connection?.Dispose();
                    _failure = new Failure(process, (await process.ExplainAsync(fault)).Message);
                    await shared.LeaveAsync();
                }
                catch
                {
                    connection?.Dispose();
                    await shared.LeaveAsync();
                    throw;
                }
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<SharedProcess> LiveProcessAsync(CancellationToken cancellationToken)
    {
        _leaving.RemoveAll(process => process.IsEnded);
        if (_process is { IsRetired: true } retired)
        {
            _leaving.Add(retired);
            _process = null;
        }
        if (_process is { } shared)
        {
            var process = shared.Process;
            var failure = _failure?.Process == process ? _failure : null;
            if (failure is null && !process.HasExited)
            {
                return shared;
            }
            RecordDeath(failure?.Reason ?? await process.EpitaphAsync());
            _process = null;
            await shared.DisposeAsync();
        }
        return _process = new(await StartAsync(cancellationToken));
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
                    $"Server {number} died {_deathsInARow} times without having answered a request and is given up. {_lastWords}"
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
        _lastWords = reason;
        telemetry.Died(number);
        deaths.Enqueue(new(number, time.GetUtcNow(), reason));
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
