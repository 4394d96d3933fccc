using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace BlindVla.Policies.Remote.Tests;

/// <summary>A web server on any free port, of which every request is one function's.</summary>
internal sealed class RawHost : IAsyncDisposable
{
    private readonly WebApplication _host;
    private readonly CancellationTokenSource _ended = new();

    private RawHost(Func<HttpContext, CancellationToken, Task> answer, HttpProtocols protocols)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = protocols));
        _host = builder.Build();
        _host.UseWebSockets();
        _host.Run(async context =>
        {
            try
            {
                await answer(context, _ended.Token);
            }
            catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException)
            {
                // The client is gone, or the test is over.
            }
        });
    }

    public string Url => _host.Urls.First();

    public static async Task<RawHost> StartAsync(
        Func<HttpContext, CancellationToken, Task> answer,
        HttpProtocols protocols = HttpProtocols.Http1AndHttp2
    )
    {
        var host = new RawHost(answer, protocols);
        await host._host.StartAsync();
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _host.StopAsync();
        await _host.DisposeAsync();
        _ended.Dispose();
    }
}
