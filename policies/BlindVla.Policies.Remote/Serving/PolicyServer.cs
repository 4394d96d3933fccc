using System.Net;
using BlindVla.Core;

namespace BlindVla.Policies.Remote;

/// <summary>Serves a policy to clients that speak the protocol of a mapping. All of them share the one policy.</summary>
public sealed class PolicyServer : IAsyncDisposable
{
    private readonly ServedPolicy _served;
    private readonly IListener _listener;

    private PolicyServer(ServedPolicy served, IListener listener) => (_served, _listener) = (served, listener);

    /// <summary>Where it listens.</summary>
    public Uri Address => _listener.Address;

    /// <summary>Listens from now on.</summary>
    /// <param name="policy">Not owned.</param>
    /// <param name="mapping">Its protocol is spoken.</param>
    /// <param name="listen">Port 0 for any free one.</param>
    /// <param name="apiKey">What clients must show; null for nothing.</param>
    /// <exception cref="PolicyException">The policy cannot be served in this mapping; with every reason.</exception>
    /// <exception cref="IOException">It cannot listen there.</exception>
    public static async Task<PolicyServer> StartAsync(
        IPolicy policy,
        EmbodimentMapping mapping,
        IPEndPoint listen,
        string? apiKey,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var served = new ServedPolicy(policy, mapping, apiKey, time);
        var server = new PolicyServer(served, Listener(served, listen));
        try
        {
            await server._listener.StartAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Answers what has been asked, and nothing more.</summary>
    public Task DrainAsync(CancellationToken cancellationToken) => _served.DrainAsync(cancellationToken);

    /// <summary>Abandons what is being answered.</summary>
    public async ValueTask DisposeAsync()
    {
        await _served.AbandonAsync();
        await _listener.DisposeAsync();
        _served.Dispose();
    }

    private static IListener Listener(ServedPolicy served, IPEndPoint listen) =>
        served.Mapping.Protocol switch
        {
            var variant when OpenPiVariant.Names.Contains(variant) => new WebListener(
                served,
                listen,
                new SocketServing(served, new OpenPiServing(served, OpenPiVariant.Of(variant)))
            ),
            VlaEvalProtocol.Kind => new WebListener(served, listen, new SocketServing(served, new VlaEvalServing(served))),
            OpenVlaProtocol.Kind => new WebListener(served, listen, new OpenVlaServing(served)),
            XPolicyLabProtocol.Kind => new WebListener(served, listen, new SocketServing(served, new XPolicyLabServing(served))),
            LeRobotProtocol.Kind => new WebListener(served, listen, new LeRobotServing(served)),
            GrootProtocol.Kind => new GrootListener(served, listen),
            var other => throw new PolicyException($"'{other}' is not served"),
        };
}
