using System.Net;
using BlindVla.Core;

namespace BlindVla.Policies.Remote.Tests;

/// <summary>Another policy by way of a server and a client of this machine: one policy again, which owns all three.</summary>
internal sealed class Served : IPolicy
{
    private readonly IPolicy _inner;
    private readonly RemotePolicy _client;

    private Served(IPolicy inner, PolicyServer server, RemotePolicy client) => (_inner, Server, _client) = (inner, server, client);

    public PolicyServer Server { get; }

    public PolicySpec Spec => _client.Spec;

    public static async Task<Served> StartAsync(
        Wire wire,
        IPolicy inner,
        EmbodimentMapping mapping,
        string? serverKey = null,
        string? clientKey = null
    )
    {
        var server = await ServeAsync(inner, mapping, port: 0, serverKey);
        try
        {
            var settings = Settings(server.Address, mapping) with { ApiKey = clientKey };
            return new(inner, server, await ConnectAsync(wire, settings, TimeProvider.System));
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public static Task<PolicyServer> ServeAsync(IPolicy inner, EmbodimentMapping mapping, int port = 0, string? key = null) =>
        PolicyServer.StartAsync(inner, mapping, new(IPAddress.Loopback, port), key, TimeProvider.System, CancellationToken.None);

    public static Task<RemotePolicy> ConnectAsync(Wire wire, RemoteSettings settings, TimeProvider time) =>
        RemotePolicy.ConnectAsync(wire.Client(settings.Mapping), settings, time, CancellationToken.None);

    /// <summary>No patience: whoever cannot be reached at once is not there.</summary>
    public static RemoteSettings Settings(Uri address, EmbodimentMapping mapping) =>
        new(address, mapping, null, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(600), Patience: TimeSpan.FromMilliseconds(1));

    public IPolicySession BeginEpisode(EpisodeBrief episode) => _client.BeginEpisode(episode);

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await Server.DisposeAsync();
        await _inner.DisposeAsync();
    }
}
