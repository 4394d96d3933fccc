using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace BlindVla.Policies.Remote.Tests;

/// <summary>A web server that does to every request what a test says, right or wrong.</summary>
internal sealed class RawWeb : IRawServer
{
    private readonly WebApplication _host;
    private readonly CancellationTokenSource _ended = new();

    private RawWeb(Func<RawWebCall, CancellationToken, Task> answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        _host = builder.Build();
        _host.Run(async context =>
        {
            using var body = new MemoryStream();
            try
            {
                await context.Request.Body.CopyToAsync(body, _ended.Token);
                await answer(new(context, body.ToArray()), _ended.Token);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // The client is gone, or the test is over.
            }
        });
    }

    public Uri Address => new(_host.Urls.First());

    public static async Task<RawWeb> StartAsync(Func<RawWebCall, CancellationToken, Task> answer)
    {
        var server = new RawWeb(answer);
        await server._host.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _host.StopAsync();
        await _host.DisposeAsync();
        _ended.Dispose();
    }
}
