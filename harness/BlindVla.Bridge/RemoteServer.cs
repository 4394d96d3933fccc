using BlindVla.Core;
using Microsoft.Extensions.Logging;

namespace BlindVla.Bridge;

/// <summary>A bridge server that somebody else runs, on this machine or another: <c>--bridge ADDRESS</c>.</summary>
public sealed class RemoteServer(BridgeAddress address, BridgeSettings settings, TimeProvider time, ILogger<RemoteServer> logger) : IEnvironmentSource
{
    public async ValueTask<EnvironmentSpec> DescribeAsync(CancellationToken cancellationToken)
    {
        using var connection = new BridgeConnection(address, settings, time);
        return ProtoMapping.ToSpec(await connection.DescribeAsync(cancellationToken));
    }

    public async ValueTask<IEnvironment> OpenAsync(int worker, CancellationToken cancellationToken)
    {
        var connection = new BridgeConnection(address, settings, time);
        try
        {
            var spec = ProtoMapping.ToSpec(await connection.DescribeAsync(cancellationToken));
            return new BridgeEnvironment(connection, spec, settings, time, logger);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
