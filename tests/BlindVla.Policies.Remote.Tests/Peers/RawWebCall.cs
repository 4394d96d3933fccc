using Microsoft.AspNetCore.Http;

namespace BlindVla.Policies.Remote.Tests;

/// <summary>A request by HTTP.</summary>
internal sealed class RawWebCall(HttpContext context, byte[] body) : IRawCall
{
    public string Path => context.Request.Path.Value!;

    public byte[] Body => body;

    public Task SendAsync(byte[] answer, CancellationToken cancellationToken) => SendAsync(200, answer, cancellationToken);

    public Task SendAsync(int status, byte[] answer, CancellationToken cancellationToken)
    {
        context.Response.StatusCode = status;
        return context.Response.Body.WriteAsync(answer, cancellationToken).AsTask();
    }

    public void Abort() => context.Abort();
}
