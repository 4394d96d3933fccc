using BlindVla.Core;

namespace BlindVla.Policies.Remote;

/// <summary>Connects, again and again for as long as the settings are patient.</summary>
internal static class RemoteOpening
{
    /// <summary>Of one attempt, until the server has said what it is.</summary>
    private static readonly TimeSpan AttemptTime = TimeSpan.FromSeconds(10);

    /// <summary>After it a server that has not said what it is may be one of another protocol, which waits for more.</summary>
    private static readonly TimeSpan Prompt = TimeSpan.FromSeconds(1);

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
                return await ConnectAsync(protocol, settings, either);
            }
            catch (WireException e)
            {
                throw new PolicyException($"{settings.Address} speaks another protocol than {protocol.Name}'s: {e.Message}", e);
            }
            catch (Exception e) when (RemoteLoss.Is(e, cancellationToken))
            {
                await RequireTransportAsync(protocol, settings, cancellationToken);
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

    /// <param name="attempt">Ended where it is in vain.</param>
    private static async Task<IRemoteConnection> ConnectAsync(
        IRemoteProtocol protocol,
        RemoteSettings settings,
        CancellationTokenSource attempt
    )
    {
        var connecting = protocol.ConnectAsync(settings, attempt.Token);
        if (await Task.WhenAny(connecting, Task.Delay(Prompt, TimeProvider.System, attempt.Token)) != connecting)
        {
            try
            {
                await RequireTransportAsync(protocol, settings, attempt.Token);
            }
            catch (PolicyException)
            {
                await attempt.CancelAsync();
                await Task.WhenAny(connecting);
                if (connecting.IsCompletedSuccessfully)
                    await (await connecting).DisposeAsync();
                throw;
            }
            catch (OperationCanceledException)
            {
                // The attempt itself says so.
            }
        }
        return await connecting;
    }

    /// <exception cref="PolicyException">What is there speaks something that the protocol does not travel on.</exception>
    private static async Task RequireTransportAsync(IRemoteProtocol protocol, RemoteSettings settings, CancellationToken cancellationToken)
    {
        if (await PeerProbe.LookAsync(settings.Address, cancellationToken) is { } spoken && spoken != protocol.Transport)
            throw new PolicyException($"{settings.Address} speaks another protocol than {protocol.Name}'s: {PeerProbe.Words(spoken)}");
    }
}
