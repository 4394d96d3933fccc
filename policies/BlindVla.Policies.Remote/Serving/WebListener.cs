using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace BlindVla.Policies.Remote;

/// <summary>A web server that lets in who may ask, and leaves to a protocol what is answered.</summary>
internal sealed class WebListener : IListener
{
    private const string KeyScheme = "Api-Key ";

    private readonly ServedPolicy _served;
    private readonly IWebProtocol _protocol;
    private readonly WebApplication _host;

    public WebListener(ServedPolicy served, IPEndPoint listen, IWebProtocol protocol)
    {
        (_served, _protocol) = (served, protocol);
        // Nothing of the folder or the environment that it happens to be started in becomes a setting of it.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.Listen(listen, endpoint => endpoint.Protocols = protocol.IsHttp2 ? HttpProtocols.Http2 : HttpProtocols.Http1AndHttp2);
            options.Limits.MaxRequestBodySize = WireLimits.Default.MaxBytes;
        });
        _host = builder.Build();
        _host.UseWebSockets(new() { KeepAliveInterval = Timeout.InfiniteTimeSpan });
        _host.Run(AnswerAsync);
    }

    public Uri Address { get; private set; } = null!;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _host.StartAsync(cancellationToken);
        Address = new UriBuilder(_host.Urls.First()) { Scheme = _protocol.Scheme }.Uri;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await _host.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (_protocol.Health(context.Request) is { } health)
        {
            await health.SendAsync(context.Response);
            return;
        }
        // A browser says which page is asking; no page has any business here, and nothing else would stop it.
        var status =
            context.Request.Headers.Origin.Count > 0 ? StatusCodes.Status403Forbidden
            : !_served.HasKey(Key(context.Request)) ? StatusCodes.Status401Unauthorized
            : _served.Draining.IsCancellationRequested ? StatusCodes.Status503ServiceUnavailable
            : StatusCodes.Status200OK;
        if (status == StatusCodes.Status200OK)
            await _protocol.AnswerAsync(context);
        else
            context.Response.StatusCode = status;
    }

    private static string? Key(HttpRequest request)
    {
        var shown = request.Headers.Authorization.ToString();
        return shown.StartsWith(KeyScheme, StringComparison.Ordinal) ? shown[KeyScheme.Length..] : null;
    }
}
