namespace BlindVla.Policies.Remote.Tests;

internal sealed class OpenPiWire : Wire
{
    /// <summary>Metadata without content.</summary>
    public static readonly byte[] Nothing = [0x80];

    public override string Mapping => "widowx-openpi";

    internal override IRemoteProtocol Client(EmbodimentMapping mapping) => new OpenPiProtocol(new());

    internal override async Task<IRawServer> StartRawAsync(Func<IRawCall, CancellationToken, Task> answer) =>
        await RawSockets.StartAsync(Nothing, answer);

    public override byte[] Answer(float[] values, params int[] shape) =>
        MessagePackArrays.Encode(
            new WireValue.Map(("actions", new WireValue.Numbers(NumericArray.Of(values, [.. shape])))),
            ArrayDialect.OpenPi
        );
}
