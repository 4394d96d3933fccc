using System.Collections.Immutable;

namespace BlindVla.Policies.Remote.Tests;

internal sealed class LeRobotWire : Wire
{
    public static readonly LeRobotCheckpoint Checkpoint = new("act", "user/model", "cpu", Actions: 50);

    public override string Mapping => "widowx-lerobot";

    public override string Size => "size: 256x256";

    public override bool AsksOneAfterAnother => true;

    public override string GarbageReason => "expected the length of a text within 2 bytes";

    internal override IRemoteProtocol Client(EmbodimentMapping mapping) => new LeRobotProtocol(Checkpoint);

    internal override async Task<IRawServer> StartRawAsync(Func<IRawCall, CancellationToken, Task> answer) => await StartAsync(answer);

    /// <summary>Answers whatever comes before actions, and leaves those to the test.</summary>
    public static Task<RawGrpc> StartAsync(Func<RawGrpcCall, CancellationToken, Task> answer) =>
        RawGrpc.StartAsync(
            (call, cancellation) =>
                call.Method == "GetActions" ? answer(call, cancellation) : call.SendAsync(new Transport.Empty(), cancellation)
        );

    public override byte[] Answer(float[] values, params int[] shape)
    {
        var observation = new LeRobotPayload(new(), ImmutableDictionary<string, NumericArray>.Empty);
        return LeRobotLayout.Actions(NumericArray.Of(values, [.. shape]), observation).Encode();
    }
}
