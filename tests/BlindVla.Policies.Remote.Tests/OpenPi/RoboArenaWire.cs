using System.Net.WebSockets;

namespace BlindVla.Policies.Remote.Tests;

internal sealed class RoboArenaWire : Wire
{
    /// <summary>The configuration of a server that wants one picture of 224x224 and gives changes of the gripper's pose, as
    /// their packer writes it.</summary>
    public const string Config =
        "86b0696d6167655f7265736f6c7574696f6e92cce0cce0b26e656564735f77726973745f63616d657261c2b26e5f65787465726e616c5f63616d6572617301b36e"
        + "656564735f73746572656f5f63616d657261c2b06e656564735f73657373696f6e5f6964c2ac616374696f6e5f7370616365b263617274657369616e5f76656c"
        + "6f63697479";

    public override string Mapping => "widowx-roboarena";

    /// <summary>Rotations go through another form, and both parts through a scale.</summary>
    public override double Rounding => 1e-6;

    internal override IRemoteProtocol Client(EmbodimentMapping mapping) => new OpenPiProtocol(new RoboArenaVariant());

    internal override async Task<IRawServer> StartRawAsync(Func<IRawCall, CancellationToken, Task> answer) =>
        await StartAsync(OpenPiWire.Nothing, answer);

    /// <summary>Answers a reset, and leaves the rest to the test.</summary>
    public static Task<RawSockets> StartAsync(byte[] greeting, Func<RawSocketCall, CancellationToken, Task> answer) =>
        RawSockets.StartAsync(greeting, (call, cancellation) =>
            EndpointOf(call.Message) == "reset"
                ? call.Socket.SendAsync("reset successful"u8.ToArray(), WebSocketMessageType.Text, true, cancellation)
                : answer(call, cancellation)
        );

    public static string? EndpointOf(byte[] message) =>
        (((WireValue.Map)MessagePackArrays.Decode(message, WireLimits.Default))["endpoint"] as WireValue.Text)?.Value;

    public override byte[] Answer(float[] values, params int[] shape) => new OpenPiWire().Answer(values, shape);
}
