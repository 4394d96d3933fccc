using BlindVla.Core;

namespace BlindVla.Policies.Remote;

/// <summary>Connects, again and again for as long as the settings are patient.</summary>
internal static class RemoteOpening
{
    /// <summary>Of one attempt, until the server has said what it is.</summary>
    private static readonly TimeSpan AttemptTime = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan UsualPatience = TimeSpan.FromSeconds(60);

    /// <summary>Hears what the server says of itself, on a connection that is closed where it says nothing that could be.</summary>
    /// <param name="hear">After it the connection knows.</param>
    public static async Task<IRemoteConnection> GreetAsync(IRemoteConnection connection, Func<Task> hear)
    {
        try
        {
            await hear();
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <exception cref="PolicyException">There is no server, or none of this protocol.</exception>
    public static async Task<IRemoteConnection> OpenAsync(
        IRemoteProtocol protocol,
        RemoteSettings settings,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var began = time.GetTimestamp();
        for (var failures = 1; ; failures++)
        {
            using var late = new CancellationTokenSource(AttemptTime, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
            try
            {
                return await protocol.ConnectAsync(settings, either.Token);
            }
            catch (WireException e)
            {
                throw new PolicyException($"{settings.Address} speaks another protocol than {protocol.Name}'s: {e.Message}", e);
            }
            catch (Exception e) when (RemoteLoss.Is(e, cancellationToken))
            {
                var waited = time.GetElapsedTime(began);
                var pause = Backoff.After(failures);
                if (waited + pause > (settings.Patience ?? UsualPatience))
                {
                    throw new PolicyException(
                        $"{settings.Address} cannot be reached ({RemoteLoss.Cause(e)}; waited {waited.TotalSeconds:0} s, "
                            + $"{failures} {(failures == 1 ? "attempt" : "attempts")}); start a server that speaks {protocol.Name}'s "
                            + "protocol there, or be more patient: patience=SECONDS",
                        e
                    )
                    {
                        Fault = PolicyFault.Unavailable,
                    };
                }
                await Task.Delay(pause, time, cancellationToken);
            }
        }
    }
}
