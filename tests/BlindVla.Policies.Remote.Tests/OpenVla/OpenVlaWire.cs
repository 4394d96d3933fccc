namespace BlindVla.Policies.Remote.Tests;

internal sealed class OpenVlaWire(bool isDoubleEncoded = false) : Wire
{
    public override string Mapping => "widowx-openvla";

    public override byte[] Garbage => "{"u8.ToArray();

    public override string GarbageReason => "this is not JSON";

    internal override IRemoteProtocol Client(EmbodimentMapping mapping) => new OpenVlaProtocol("bridge_orig", isDoubleEncoded);

    /// <summary>As OpenVLA's own: it has nothing but <c>/act</c>.</summary>
    internal override async Task<IRawServer> StartRawAsync(Func<IRawCall, CancellationToken, Task> answer) =>
        await RawWeb.StartAsync(
            (call, cancellation) =>
                call.Path == "/act"
                    ? answer(call, cancellation)
                    : call.SendAsync(404, "{\"detail\":\"Not Found\"}"u8.ToArray(), cancellation)
        );

    public override byte[] Answer(float[] values, params int[] shape)
    {
        var array = new WireValue.Numbers(NumericArray.Of(values, [.. shape]));
        return JsonArrays.Encode(isDoubleEncoded ? new WireValue.Text(JsonArrays.Text(array)) : array);
    }
}
