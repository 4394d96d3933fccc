using System.Globalization;

namespace BlindVla.Policies.Remote;

/// <summary>A message of XPolicyLab's websocket protocol.</summary>
/// <param name="Type">e.g. <c>infer</c>.</param>
/// <param name="Id">Of a request; its answer has the same.</param>
/// <param name="Trial">The episode; null for none.</param>
internal sealed record XPolicyLabMessage(string Type, string Id, WireValue.Map Payload, string? Trial = null, long Step = 0)
{
    public const string Hello = "hello";
    public const string HelloAck = "hello_ack";
    public const string PrepareCase = "prepare_case";
    public const string PrepareCaseAck = "prepare_case_ack";
    public const string Reset = "reset";
    public const string ResetResult = "reset_result";
    public const string Infer = "infer";
    public const string InferResult = "infer_result";
    public const string TrialEnd = "trial_end";
    public const string TrialEndAck = "trial_end_ack";
    public const string Heartbeat = "heartbeat";
    public const string HeartbeatAck = "heartbeat_ack";
    public const string Close = "close";
    public const string Error = "error";

    /// <summary>Of what is evaluated; nobody's business who is.</summary>
    private const string Evaluation = "blindvla";

    /// <summary>Of the client's evaluation; an answer repeats it.</summary>
    public string EvaluationId { get; init; } = Evaluation;

    /// <summary>What an error says.</summary>
    public string Reason => Payload["message"] is WireValue.Text text ? text.Value : Payload.Kind;

    public XPolicyLabMessage Answer(string type, WireValue.Map payload) => this with { Type = type, Payload = payload };

    /// <param name="code">One of the protocol's words for what went wrong.</param>
    public XPolicyLabMessage Failure(string code, string reason) =>
        Answer(Error, new(("code", new WireValue.Text(code)), ("message", new WireValue.Text(reason)), ("details", new WireValue.Map())));

    /// <param name="now">When it is sent.</param>
    public ReadOnlyMemory<byte> Encode(DateTimeOffset now) =>
        MessagePackArrays.Write(
            new WireValue.Map(
                ("message_type", new WireValue.Text(Type)),
                ("evaluation_id", new WireValue.Text(EvaluationId)),
                ("action_case_id", new WireValue.Nothing()),
                ("trial_id", Trial is null ? new WireValue.Nothing() : new WireValue.Text(Trial)),
                ("repeat_index", new WireValue.Nothing()),
                ("step", new WireValue.Integer(Step)),
                ("sent_at", new WireValue.Text(now.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffffzzz", CultureInfo.InvariantCulture))),
                ("message_id", new WireValue.Text(Id)),
                ("payload", Payload)
            ),
            ArrayDialect.MsgpackNumpy
        );

    /// <exception cref="WireException">It is no such message.</exception>
    public static XPolicyLabMessage Decode(SocketMessage message)
    {
        var value = message.Unpack();
        if (value is not WireValue.Map map)
            throw new WireException($"expected a map of message_type, message_id and payload, found {value.Kind}");
        var payload = map["payload"] switch
        {
            WireValue.Map content => content,
            null or WireValue.Nothing => new(),
            var other => throw new WireException($"'payload': expected a map, found {other.Kind}"),
        };
        return new(Text("message_type"), Text("message_id"), payload, (map["trial_id"] as WireValue.Text)?.Value)
        {
            EvaluationId = Text("evaluation_id"),
            Step = map["step"] is WireValue.Integer step ? step.Value : 0,
        };

        string Text(string key) =>
            map[key] is WireValue.Text text
                ? text.Value
                : throw new WireException($"'{key}': expected a text, found {map[key]?.Kind ?? "no such key"}");
    }
}
