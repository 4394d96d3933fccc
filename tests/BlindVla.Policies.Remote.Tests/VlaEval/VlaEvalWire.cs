namespace BlindVla.Policies.Remote.Tests;

internal sealed class VlaEvalWire : Wire
{
    public override string Mapping => "widowx-vla-eval";

    internal override IRemoteProtocol Client(EmbodimentMapping mapping) => new VlaEvalProtocol();

    internal override Task<IRawServer> StartRawAsync(Func<IRawCall, CancellationToken, Task> answer) =>
        StartAsync((call, _, cancellation) => answer(call, cancellation));

    /// <summary>Shakes hands, listens to how episodes begin and end, and leaves observations to the test.</summary>
    public static async Task<IRawServer> StartAsync(
        Func<IRawCall, VlaEvalMessage, CancellationToken, Task> answer,
        params (string Name, WireValue Value)[] hello
    ) => await RawSockets.StartAsync(greeting: null, async (call, cancellation) =>
        {
            var message = VlaEvalMessage.Decode(new(IsText: false, call.Message));
            if (message.Type == VlaEvalMessage.Hello)
                await call.SendAsync(Hello(message.Seq, hello), cancellation);
            else if (message.Type == VlaEvalMessage.Observation)
                await answer(new Call(call, message.Seq), message, cancellation);
        });

    public override byte[] Answer(float[] values, params int[] shape) => Action(values, shape, seq: 0);

    public static byte[] Action(float[] values, int[] shape, long seq) =>
        new VlaEvalMessage(VlaEvalMessage.Action, new(("actions", new WireValue.Numbers(NumericArray.Of(values, [.. shape])))), seq)
            .Encode(time: 0)
            .ToArray();

    private static byte[] Hello(long seq, params (string Name, WireValue Value)[] more) =>
        new VlaEvalMessage(VlaEvalMessage.Hello, new([("protocol_version", new WireValue.Integer(1)), .. more]), seq)
            .Encode(time: 0)
            .ToArray();

    /// <summary>Gives an answer the number of its question, where it is one.</summary>
    private sealed class Call(RawSocketCall call, long seq) : IRawCall
    {
        public Task SendAsync(byte[] answer, CancellationToken cancellationToken) => call.SendAsync(Numbered(answer), cancellationToken);

        public void Abort() => call.Abort();

        private byte[] Numbered(byte[] answer)
        {
            try
            {
                return (VlaEvalMessage.Decode(new(IsText: false, answer)) with { Seq = seq }).Encode(time: 0).ToArray();
            }
            catch (WireException)
            {
                return answer;
            }
        }
    }
}
