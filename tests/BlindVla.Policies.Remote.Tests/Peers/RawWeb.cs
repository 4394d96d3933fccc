namespace BlindVla.Policies.Remote.Tests;

/// <summary>A web server that does to every request what a test says, right or wrong.</summary>
internal sealed class RawWeb(RawHost host) : IRawServer
{
    public Uri Address => new(host.Url);

    public static async Task<RawWeb> StartAsync(Func<RawWebCall, CancellationToken, Task> answer) =>
        new(
            await RawHost.StartAsync(
                async (context, ended) =>
                {
                    using var body = new MemoryStream();
                    await context.Request.Body.CopyToAsync(body, ended);
                    await answer(new(context, body.ToArray()), ended);
                }
            )
        );

    public ValueTask DisposeAsync() => host.DisposeAsync();
}
