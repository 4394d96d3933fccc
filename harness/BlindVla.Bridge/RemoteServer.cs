using BlindVla.Core;
using Microsoft.Extensions.Logging;

namespace BlindVla.Bridge;

/// <summary>
/// A bridge server that somebody else runs, on this machine or another: <c>--bridge ADDRESS</c>. When it is gone, it is asked again after
/// longer and longer waits, until it is back or patience is over; when it comes back as another one, that is an error.
/// </summary>
public sealed class RemoteServer(BridgeAddress address, BridgeSettings settings, TimeProvider time, ILogger<RemoteServer> logger)
    : IEnvironmentSource,
        IEmergencyStop
{
    private readonly ServerIdentity _identity = new();

    /// <summary>Does not wait for a server that is not there.</summary>
    public async ValueTask<EnvironmentSpec> DescribeAsync(CancellationToken cancellationToken)
    {
        using var connection = new BridgeConnection(address, settings, time);
        return await DescribeAsync(connection, cancellationToken);
    }

    public async ValueTask<IEnvironment> OpenAsync(int worker, CancellationToken cancellationToken)
    {
        var asked = time.GetTimestamp();
        for (var failures = 1; ; failures++)
        {
            var connection = new BridgeConnection(address, settings, time);
            try
            {
                return new BridgeEnvironment(connection, await DescribeAsync(connection, cancellationToken), settings, time, logger);
            }
            catch (EnvironmentException gone) when (BridgeFaults.MayComeBack(gone))
            {
                connection.Dispose();
                var pause = Backoff.After(failures);
                var waited = time.GetElapsedTime(asked);
                if (waited + pause > settings.Patience)
                {
                    throw new EnvironmentException(
                        gone.Fault,
                        $"{gone.Message} It was asked {failures} times in {waited.TotalSeconds:0.##} s; the patience is "
                            + $"{settings.Patience.TotalSeconds} s.",
                        gone
                    );
                }
                logger.LogWarning("{Reason} It is asked again in {Seconds} s", gone.Message, pause.TotalSeconds);
                await Task.Delay(pause, time, cancellationToken);
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        }
    }

    public async ValueTask<bool> StopAsync(CancellationToken cancellationToken)
    {
        using var connection = new BridgeConnection(address, settings, time);
        return await connection.EmergencyStopAsync(cancellationToken);
    }

    public async ValueTask<string?> EndStopAsync(CancellationToken cancellationToken)
    {
        using var connection = new BridgeConnection(address, settings, time);
        return await connection.EndStopAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<EnvironmentSpec> DescribeAsync(BridgeConnection connection, CancellationToken cancellationToken)
    {
        var description = await connection.DescribeAsync(cancellationToken);
        _identity.Check($"The server at {address}", description);
        return ProtoMapping.ToSpec(description);
    }
}
