using BlindVla.Core;

namespace BlindVla.Policies.Remote;

/// <summary>A kind of policy that is a server's, whatever protocol that speaks.</summary>
public abstract class RemoteKind : IPolicyKind
{
    public Func<IPolicy> Parse(string locator, PolicyKinds kinds)
    {
        var read = Read(locator);
        return () => MakeAsync().GetAwaiter().GetResult();

        async Task<IPolicy> MakeAsync()
        {
            var (protocol, settings) = await SettleAsync(locator, read, TimeProvider.System, CancellationToken.None);
            return await RemotePolicy.ConnectAsync(protocol, settings, TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>Looks at a server as it is now: it is waited for only where the locator says for how long.</summary>
    /// <returns>Looks.</returns>
    /// <exception cref="LocatorException">The locator is not understood.</exception>
    public Func<TimeProvider, CancellationToken, Task<ServerInspection>> Inspect(string locator)
    {
        var (protocol, settings) = Read(locator);
        var now = settings with { Patience = settings.Patience ?? TimeSpan.Zero };
        return async (time, cancellationToken) =>
        {
            var (settled, known) = await SettleAsync(locator, (protocol, now), time, cancellationToken);
            return await ServerInspector.InspectAsync(settled, known, time, cancellationToken);
        };
    }

    /// <exception cref="LocatorException">The locator is not understood.</exception>
    private protected abstract (IRemoteProtocol Protocol, RemoteSettings Settings) Read(string locator);

    /// <summary>Finds out what a locator leaves to the server to say; most leave nothing.</summary>
    /// <exception cref="BlindVla.Core.PolicyException">There is no server, or none of this protocol.</exception>
    private protected virtual Task<(IRemoteProtocol Protocol, RemoteSettings Settings)> SettleAsync(
        string locator,
        (IRemoteProtocol Protocol, RemoteSettings Settings) read,
        TimeProvider time,
        CancellationToken cancellationToken
    ) => Task.FromResult(read);
}
