using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace BlindVla.Policies.Remote.Tests;

/// <summary>A server of gRPC that does to every call what a test says, right or wrong.</summary>
internal sealed class RawGrpc(RawHost host) : IRawServer
{
    public Uri Address => new(host.Url.Replace("http://", "grpc://", StringComparison.Ordinal));

    public static async Task<RawGrpc> StartAsync(Func<RawGrpcCall, CancellationToken, Task> answer) =>
        new(
            await RawHost.StartAsync(
                async (context, ended) =>
                {
                    using var body = new MemoryStream();
                    await context.Request.Body.CopyToAsync(body, ended);
                    context.Response.ContentType = "application/grpc";
                    await answer(new(context, body.ToArray()), ended);
                },
                HttpProtocols.Http2
            )
        );

    public ValueTask DisposeAsync() => host.DisposeAsync();
}
