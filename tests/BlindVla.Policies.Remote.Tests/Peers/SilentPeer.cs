using System.Net;
using System.Net.Sockets;

namespace BlindVla.Policies.Remote.Tests;

/// <summary>Takes connections, and never says a word.</summary>
internal sealed class SilentPeer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public SilentPeer() => _listener.Start();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Done when somebody has connected.</summary>
    public ValueTask<Socket> AcceptAsync(CancellationToken cancellationToken) => _listener.AcceptSocketAsync(cancellationToken);

    public void Dispose() => _listener.Dispose();
}
