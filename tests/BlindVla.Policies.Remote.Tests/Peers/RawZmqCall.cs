namespace BlindVla.Policies.Remote.Tests;

/// <summary>A request over ZeroMQ.</summary>
internal sealed class RawZmqCall(RawZmq server, byte[] client, byte[] request) : IRawCall
{
    public byte[] Bytes => request;

    public WireValue.Map Request => (WireValue.Map)MessagePackArrays.Decode(request, WireLimits.Default);

    public string Endpoint => ((WireValue.Text)Request["endpoint"]!).Value;

    public Task SendAsync(byte[] answer, CancellationToken cancellationToken)
    {
        server.Send(client, [answer]);
        return Task.CompletedTask;
    }

    public void Send(WireValue answer) => server.Send(client, [MessagePackArrays.Encode(answer, ArrayDialect.Npy)]);

    public void SendParts(params byte[][] frames) => server.Send(client, frames);

    public void Abort() => server.Abort();
}
