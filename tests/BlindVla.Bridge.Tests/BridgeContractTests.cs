using BlindVla.Core;
using BlindVla.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace BlindVla.Bridge.Tests;

/// <summary>The contract through the whole bridge: client, wire, server.</summary>
public sealed class BridgeContractTests : EnvironmentContract
{
    private FakeSimServer? _server;

    protected override long? PicturesDrawn => _server?.PicturesDrawn;

    protected override async ValueTask<IEnvironmentSource> CreateSourceAsync()
    {
        _server = await FakeSimServer.StartAsync(new FakeServerSettings { MaxSessions = 3 });
        return new ServedSource(_server);
    }

    protected override async ValueTask<IEnvironmentSource?> CreateTerminatingSourceAsync() =>
        new ServedSource(
            await FakeSimServer.StartAsync(new FakeServerSettings { World = new FakeWorldSettings { TerminatesAfterSteps = 3 } })
        );

    /// <summary>A server, and the client's view of it, with one life.</summary>
    private sealed class ServedSource(FakeSimServer server) : IEnvironmentSource
    {
        private readonly RemoteServer _remote = new(
            BridgeAddress.Parse(server.Address),
            new BridgeSettings(),
            TimeProvider.System,
            NullLogger<RemoteServer>.Instance
        );

        public ValueTask<EnvironmentSpec> DescribeAsync(CancellationToken cancellationToken) => _remote.DescribeAsync(cancellationToken);

        public ValueTask<IEnvironment> OpenAsync(int worker, CancellationToken cancellationToken) =>
            _remote.OpenAsync(worker, cancellationToken);

        public async ValueTask DisposeAsync()
        {
            await _remote.DisposeAsync();
            await server.DisposeAsync();
        }
    }
}
