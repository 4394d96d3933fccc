using System.Net;
using System.Security.Cryptography.X509Certificates;
using BlindVla.Core;
using Grpc.Health.V1;
using Grpc.HealthCheck;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BlindVla.TestKit;

/// <summary>A bridge server over fake worlds: the same protocol, limits and refusals as a real one, on a real socket.</summary>
public sealed class FakeSimServer : IAsyncDisposable
{
    /// <summary>The protocol's limit on one message.</summary>
    public const int MaxMessageBytes = 16 * 1024 * 1024;

    private readonly WebApplication _host;
    private readonly FakeServerState _state;
    private readonly DirectoryInfo? _folder;

    private FakeSimServer(WebApplication host, FakeServerState state, string address, DirectoryInfo? folder)
    {
        _host = host;
        _state = state;
        _folder = folder;
        Address = address;
    }

    /// <summary>As the harness writes it.</summary>
    public string Address { get; }

    public int OpenSessions => _state.OpenSessions;

    /// <summary>Of the last reset, as the server decoded it; null before the first.</summary>
    public Scene? LastScene => _state.LastScene;

    /// <summary>Over all sessions.</summary>
    public long PicturesDrawn => _state.Pictures;

    /// <summary>Completes when a request is being stalled.</summary>
    public Task Stalled => _state.Stalled.Task;

    /// <summary>Completes when clients have given three signs of life.</summary>
    public Task Alive => _state.Alive.Task;

    /// <summary>An emergency stop was pressed and not ended.</summary>
    public bool IsStopped => _state.IsStopped;

    /// <summary>Seconds on the environment's clock that the last step said its action was computed at; null where it did not.</summary>
    public double? LastObservedAt => _state.LastObservedAt;

    /// <summary>Serves on a Unix socket in a temporary folder of its own.</summary>
    public static async Task<FakeSimServer> StartAsync(FakeServerSettings? settings = null)
    {
        var folder = Directory.CreateTempSubdirectory("blindvla-fake-");
        return await StartAsync(Path.Combine(folder.FullName, "s"), settings ?? new FakeServerSettings(), folder);
    }

    /// <summary>Serves on a Unix socket at a given path.</summary>
    public static Task<FakeSimServer> ListenAsync(string socketPath, FakeServerSettings settings) =>
        StartAsync(socketPath, settings, folder: null);

    /// <summary>Serves TLS on a free port of this machine.</summary>
    public static async Task<FakeSimServer> StartTlsAsync(X509Certificate2 certificate, FakeServerSettings settings)
    {
        var state = new FakeServerState();
        var host = Build(settings, state, kestrel => kestrel.Listen(IPAddress.Loopback, 0, options =>
            {
                options.Protocols = HttpProtocols.Http2;
                options.UseHttps(certificate);
            }));
        await host.StartAsync();
        var port = new Uri(
            host.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single()
        ).Port;
        return new FakeSimServer(host, state, $"https://localhost:{port}", folder: null);
    }

    /// <summary>Completes once for every session that has ended and given its place back.</summary>
    public Task WaitForSessionEndAsync(CancellationToken cancellationToken) => _state.WaitForSessionEndAsync(cancellationToken);

    /// <summary>Completes when the process is asked to stop.</summary>
    internal Task WaitForShutdownAsync(CancellationToken cancellationToken) => _host.WaitForShutdownAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await _host.DisposeAsync();
        _state.Dispose();
        _folder?.Delete(recursive: true);
    }

    private static async Task<FakeSimServer> StartAsync(string socketPath, FakeServerSettings settings, DirectoryInfo? folder)
    {
        var state = new FakeServerState();
        var host = Build(settings, state, kestrel =>
            kestrel.ListenUnixSocket(socketPath, options => options.Protocols = HttpProtocols.Http2)
        );
        await host.StartAsync();
        return new FakeSimServer(host, state, $"unix:{socketPath}", folder);
    }

    private static WebApplication Build(FakeServerSettings settings, FakeServerState state, Action<KestrelServerOptions> listen)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(listen);
        // Sessions that are still open when it stops are cut, not waited for.
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.Zero);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(state);
        var health = new HealthServiceImpl();
        health.SetStatus("", HealthCheckResponse.Types.ServingStatus.Serving);
        builder.Services.AddSingleton(health);
        builder.Services.AddGrpc(options =>
        {
            options.MaxReceiveMessageSize = MaxMessageBytes;
            options.MaxSendMessageSize = settings.Fault == FakeServerFault.Oversized ? null : MaxMessageBytes;
        });
        var host = builder.Build();
        host.MapGrpcService<FakeEnvironmentService>();
        host.MapGrpcService<HealthServiceImpl>();
        if (settings.World.IsRealTime)
        {
            host.MapGrpcService<FakeSafetyService>();
        }
        return host;
    }
}
