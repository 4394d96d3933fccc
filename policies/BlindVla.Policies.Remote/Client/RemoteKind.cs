using BlindVla.Core;

namespace BlindVla.Policies.Remote;

/// <summary>A kind of policy that is a server's, whatever protocol that speaks.</summary>
public abstract class RemoteKind : IPolicyKind
{
    public Func<IPolicy> Parse(string locator, PolicyKinds kinds)
    {
        var (protocol, settings) = Read(locator);
        return () => RemotePolicy.Connect(protocol, settings);
    }

    /// <summary>Looks at a server as it is now: it is waited for only where the locator says for how long.</summary>
    /// <returns>Looks.</returns>
    /// <exception cref="LocatorException">The locator is not understood.</exception>
    public Func<TimeProvider, CancellationToken, Task<ServerInspection>> Inspect(string locator)
    {
        var (protocol, settings) = Read(locator);
        return (time, cancellationToken) =>
            ServerInspector.InspectAsync(
                protocol,
                settings with
                {
                    Patience = settings.Patience ?? TimeSpan.Zero,
                },
                time,
                cancellationToken
            );
    }

    /// <exception cref="LocatorException">The locator is not understood.</exception>
    private protected abstract (IRemoteProtocol Protocol, RemoteSettings Settings) Read(string locator);
}
