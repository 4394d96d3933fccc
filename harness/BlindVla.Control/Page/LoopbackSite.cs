using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace BlindVla.Control;

/// <summary>Pages of this machine for whoever sits at it: on the loopback address alone, and answered to no page but its own.</summary>
public sealed class LoopbackSite : IAsyncDisposable
{
    private readonly WebApplication _host;

    /// <param name="port">0 for any that is free.</param>
    /// <param name="mostBytes">That a request may bring.</param>
    /// <param name="serve">Answers what is asked.</param>
    public LoopbackSite(int port, int mostBytes, Func<HttpContext, Task> serve)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.Listen(IPAddress.Loopback, port);
            options.Limits.MaxRequestBodySize = mostBytes;
        });
        _host = builder.Build();
        _host.Run(context =>
        {
            context.Response.Headers.CacheControl = "no-store";
            if (IsOwn(context.Request))
            {
                return serve(context);
            }
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        });
    }

    /// <summary>Where it is, once it is started.</summary>
    public Uri Address { get; private set; } = null!;

    /// <exception cref="IOException">The port is taken.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _host.StartAsync(cancellationToken);
        Address = new(_host.Urls.First());
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await _host.DisposeAsync();
    }

    /// <summary>Named by a loopback address, and by no page but this one: another site could have its own name resolved to this
    /// machine, or send a form here.</summary>
    private static bool IsOwn(HttpRequest request) =>
        request.Host.Host is "127.0.0.1" or "localhost"
        && (request.Headers.Origin.Count == 0 || request.Headers.Origin == $"{request.Scheme}://{request.Host}");
}
