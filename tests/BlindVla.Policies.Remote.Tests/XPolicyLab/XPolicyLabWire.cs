namespace BlindVla.Policies.Remote.Tests;

internal sealed class XPolicyLabWire : Wire
{
    public override string Mapping => "widowx-xpolicylab";

    /// <summary>Rotations go through another form.</summary>
    public override double Rounding => 1e-6;

    internal override IRemoteProtocol Client(EmbodimentMapping mapping) => new XPolicyLabProtocol();

    internal override async Task<IRawServer> StartRawAsync(Func<IRawCall, CancellationToken, Task> answer) =>
        await StartAsync((call, _, cancellation) => answer(call, cancellation));

    /// <summary>Answers whatever comes before and after an observation, and leaves that to the test.</summary>
    public static Task<RawSockets> StartAsync(Func<IRawCall, XPolicyLabMessage, CancellationToken, Task> answer) =>
        RawSockets.StartAsync(greeting: null, (call, cancellation) =>
        {
            var message = XPolicyLabMessage.Decode(new(IsText: false, call.Message));
            return message.Type switch
            {
                XPolicyLabMessage.Infer => answer(new Call(call, message.Id), message, cancellation),
                XPolicyLabMessage.Hello => SendAsync(XPolicyLabMessage.HelloAck),
                XPolicyLabMessage.Reset => SendAsync(XPolicyLabMessage.ResetResult),
                _ => SendAsync(XPolicyLabMessage.TrialEndAck),
            };

            Task SendAsync(string type) =>
                call.SendAsync(message.Answer(type, new(("ok", new WireValue.Flag(Value: true)))).Encode(default).ToArray(), cancellation);
        });

    /// <summary>A rotation of nothing is a quaternion that is none; whatever else the test says stands where it says.</summary>
    public override byte[] Answer(float[] values, params int[] shape)
    {
        var width = shape[^1];
        int[] rest = shape.Length > 2 ? [.. shape[1..^1]] : [];
        var actions = Enumerable
            .Range(0, shape[0])
            .Select(row =>
            {
                var pose = values.AsSpan(row * width, width - 1).ToArray().Append(0);
                float[] quaternion =
                [
                    .. pose.Take(3),
                    values[(row * width) + 3] is var w && w != 0 ? w : 1,
                    .. pose.Skip(4).Take(width - 3),
                ];
                return new WireValue.Map(
                    ("delta_ee_pose", new WireValue.Numbers(NumericArray.Of(quaternion, [.. rest, quaternion.Length]))),
                    ("ee_joint_state", new WireValue.Numbers(NumericArray.Of([values[((row + 1) * width) - 1]], 1)))
                );
            });
        var payload = new WireValue.Map(("actions", new WireValue.Sequence([.. actions])));
        return new XPolicyLabMessage(XPolicyLabMessage.InferResult, "", payload).Encode(default).ToArray();
    }

    /// <summary>Gives an answer the number of its question, where it is one.</summary>
    private sealed class Call(RawSocketCall call, string id) : IRawCall
    {
        public Task SendAsync(byte[] answer, CancellationToken cancellationToken) => call.SendAsync(Numbered(answer), cancellationToken);

        public void Abort() => call.Abort();

        private byte[] Numbered(byte[] answer)
        {
            try
            {
                return (XPolicyLabMessage.Decode(new(IsText: false, answer)) with { Id = id }).Encode(default).ToArray();
            }
            catch (WireException)
            {
                return answer;
            }
        }
    }
}
