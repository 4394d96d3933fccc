namespace BlindVla.Policies.Remote;

/// <summary>A message of vla-eval's protocol, version 1.</summary>
/// <param name="Type">e.g. <c>observation</c>.</param>
/// <param name="Seq">Of a request; its answer has the same.</param>
internal sealed record VlaEvalMessage(string Type, WireValue.Map Payload, long Seq)
{
    public const int Version = 1;
    public const string Hello = "hello";
    public const string EpisodeStart = "episode_start";
    public const string Observation = "observation";
    public const string Action = "action";
    public const string EpisodeEnd = "episode_end";
    public const string Error = "error";

    private static readonly string[] Types = [Hello, EpisodeStart, Observation, Action, EpisodeEnd, Error];

    /// <summary>What an error says.</summary>
    public string Reason => Payload["error"] is WireValue.Text text ? text.Value : Payload.Kind;

    public static VlaEvalMessage Failure(string reason, long seq) => new(Error, new(("error", new WireValue.Text(reason))), seq);

    /// <param name="time">Seconds since 1970.</param>
    public ReadOnlyMemory<byte> Encode(double time) =>
        MessagePackArrays.Write(
            new WireValue.Map(
                ("type", new WireValue.Text(Type)),
                ("payload", VlaEvalImages.Encode(Payload)),
                ("seq", new WireValue.Integer(Seq)),
                ("timestamp", new WireValue.Real(time))
            ),
            ArrayDialect.VlaEval
        );

    /// <exception cref="WireException">It is no such message.</exception>
    public static VlaEvalMessage Decode(SocketMessage message)
    {
        var value = message.Unpack();
        if (value is not WireValue.Map map)
            throw new WireException($"expected a map of type, payload, seq and timestamp, found {value.Kind}");
        if (map["type"] is not WireValue.Text type || !Types.Contains(type.Value))
            throw new WireException($"'type': expected {string.Join(", ", Types)}, found {map["type"]?.Kind ?? "no such key"}");
        if (map["seq"] is not WireValue.Integer seq)
            throw new WireException($"'seq': expected a whole number, found {map["seq"]?.Kind ?? "no such key"}");
        return map["payload"] is { } payload && VlaEvalImages.Decode(payload) is WireValue.Map decoded
            ? new(type.Value, decoded, seq.Value)
            : throw new WireException($"'payload': expected a map, found {map["payload"]?.Kind ?? "no such key"}");
    }
}
