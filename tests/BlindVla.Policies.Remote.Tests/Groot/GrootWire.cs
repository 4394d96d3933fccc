namespace BlindVla.Policies.Remote.Tests;

internal sealed class GrootWire(ArrayDialect? codec = null, string layout = GrootLayout.Nested) : Wire
{
    private static readonly string[] Keys = ["x", "y", "z", "roll", "pitch", "yaw", "gripper"];

    public override string Mapping => "widowx-groot";

    public override string Size => "size: 256x256";

    internal override IRemoteProtocol Client(EmbodimentMapping mapping) => new GrootProtocol(codec, layout);

    internal override Task<IRawServer> StartRawAsync(Func<IRawCall, CancellationToken, Task> answer) =>
        Task.FromResult<IRawServer>(Start(answer));

    /// <summary>Answers whatever comes before an action, and leaves that to the test.</summary>
    /// <param name="modalities">What it declares; nothing where there is none.</param>
    public static RawZmq Start(Func<RawZmqCall, CancellationToken, Task> answer, WireValue.Map? modalities = null) =>
        new(
            (call, cancellation) =>
            {
                if (call.Endpoint == "get_action")
                    return answer(call, cancellation);
                call.Send(call.Endpoint == "get_modality_config" && modalities is not null ? modalities : new WireValue.Map());
                return Task.CompletedTask;
            }
        );

    /// <summary>Each value under its own key, in a batch of one.</summary>
    public override byte[] Answer(float[] values, params int[] shape)
    {
        var width = shape[^1];
        int[] one = [1, .. shape[..^1], 1];
        var count = shape[..^1].Aggregate(1, (product, length) => product * length);
        var actions = new WireValue.Map([
            .. Enumerable
                .Range(0, width)
                .Select(column =>
                    KeyValuePair.Create(
                        Keys[column],
                        (WireValue)
                            new WireValue.Numbers(
                                NumericArray.Of(
                                    Enumerable.Range(0, count).Select(row => values[(row * width) + column]).ToArray().AsSpan(),
                                    [.. one]
                                )
                            )
                    )
                ),
        ]);
        return MessagePackArrays.Encode(new WireValue.Sequence([actions, new WireValue.Map()]), ArrayDialect.Npy);
    }
}
