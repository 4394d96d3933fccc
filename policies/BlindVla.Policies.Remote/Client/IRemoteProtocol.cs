using BlindVla.Core;

namespace BlindVla.Policies.Remote;

/// <summary>A way to speak with policy servers, from the client's side. Waiting, deadlines and faults are not its matter.</summary>
internal interface IRemoteProtocol
{
    /// <summary>The policy kind, e.g. <c>openpi</c>.</summary>
    string Name { get; }

    PeerTransport Transport { get; }

    /// <summary>Connects once, and hears what the server says of itself.</summary>
    /// <exception cref="PolicyException">The server refuses, and would again.</exception>
    /// <exception cref="WireException">It speaks another protocol.</exception>
    /// <exception cref="IOException">It is not there, or was lost; so do a websocket's and an HTTP request's exceptions say.</exception>
    Task<IRemoteConnection> ConnectAsync(RemoteSettings settings, CancellationToken cancellationToken);
}
