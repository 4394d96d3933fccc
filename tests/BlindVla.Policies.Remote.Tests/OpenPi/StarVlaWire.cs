namespace BlindVla.Policies.Remote.Tests;

internal sealed class StarVlaWire : Wire
{
    public override string Mapping => "widowx-starvla";

    /// <summary>Rotations go through another form.</summary>
    public override double Rounding => 1e-6;

    internal override IRemoteProtocol Client(EmbodimentMapping mapping) => new OpenPiProtocol(new StarVlaVariant("oxe_bridge"));

    internal override async Task<IRawServer> StartRawAsync(Func<IRawCall, CancellationToken, Task> answer) =>
        await RawSockets.StartAsync(OpenPiWire.Nothing, answer);

    public override byte[] Answer(float[] values, params int[] shape)
    {
        var actions = new WireValue.Numbers(NumericArray.Of(values, [1, .. shape]));
        return MessagePackArrays.Encode(
            new WireValue.Map(
                ("status", new WireValue.Text("ok")),
                ("ok", new WireValue.Flag(Value: true)),
                ("data", new WireValue.Map(("actions", actions)))
            ),
            ArrayDialect.OpenPi
        );
    }
}
