using System.Net;
using BlindVla.Core;

namespace BlindVla.Policies.Remote.Tests;

/// <summary>Another policy by way of a server and a client of this machine: one policy again, which owns all three.</summary>
internal sealed class Served : IPolicy
{
    private readonly IPolicy _inner;
    private readonly OpenPiPolicy _client;

    private Served(IPolicy inner, OpenPiServer server, OpenPiPolicy client) => (_inner, Server, _client) = (inner, server, client);

    public OpenPiServer Server { get; }

    public PolicySpec Spec => _client.Spec;

    public static async Task<Served> StartAsync(
        IPolicy inner,
        EmbodimentMapping mapping,
        string? serverKey = null,
        string? clientKey = null
    )
    {
        var server = await OpenPiServer.StartAsync(
            inner,
            mapping,
            new(IPAddress.Loopback, 0),
            serverKey,
            TimeProvider.System,
            CancellationToken.None
        );
        try
        {
            var client = await OpenPiPolicy.ConnectAsync(
                Settings(server.Address, mapping) with
                {
                    ApiKey = clientKey,
                },
                TimeProvider.System,
                CancellationToken.None
            );
            return new(inner, server, client);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>No patience: whoever cannot be reached at once is not there.</summary>
    public static OpenPiSettings Settings(Uri address, EmbodimentMapping mapping) =>
        new(address, mapping, null, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(600), Patience: TimeSpan.FromMilliseconds(1));

    public IPolicySession BeginEpisode(EpisodeBrief episode) => _client.BeginEpisode(episode);

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await Server.DisposeAsync();
        await _inner.DisposeAsync();
    }
}
