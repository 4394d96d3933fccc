namespace BlindVla.Policies.Remote.Tests;

internal sealed class VllmOmniWire : Wire
{
    public override string Mapping => "widowx-vllm-omni";

    internal override IRemoteProtocol Client(EmbodimentMapping mapping) => new OpenPiProtocol(new VllmOmniVariant("bridge_orig"));

    internal override async Task<IRawServer> StartRawAsync(Func<IRawCall, CancellationToken, Task> answer) =>
        await RawSockets.StartAsync(OpenPiWire.Nothing, answer);

    public override byte[] Answer(float[] values, params int[] shape) =>
        MessagePackArrays.Encode(new WireValue.Numbers(NumericArray.Of(values, [.. shape])), ArrayDialect.OpenPi);
}
