using BlindVla.Core;

namespace BlindVla.Policies.Remote;

/// <summary>
/// vLLM-Omni's: at a path of its own, episodes have names, an answer is the array itself or a map of arrays, and a failure is an answer
/// after which the conversation goes on.
/// </summary>
internal sealed class VllmOmniVariant(string? unnormKey) : OpenPiVariant
{
    public const string Kind = "vllm-omni";

    /// <summary>That of its servers, which no other has.</summary>
    public const string Place = "/v1/realtime/robot/openpi";

    private const string Endpoint = "endpoint";
    private const string Session = "session_id";
    private const string UnnormKey = "unnorm_key";
    private const string Deltas = "delta_eef_gripper";

    /// <summary>Spaces whose actions are no changes of the gripper's pose; what a model calls its own is not known here.</summary>
    private static readonly string[] OtherSpaces = ["joint_position", "joint_velocity", "cartesian_position"];

    public override string Name => Kind;

    public override string Path => Place;

    public override IEnumerable<string> Problems(WireValue.Map said, EmbodimentMapping mapping)
    {
        string[] keys = [.. mapping.Action.Keys.Select(key => key.Name)];
        List<string> problems =
        [
            .. SizeProblems(said, "image_resolution", mapping),
            .. LengthProblems(said, "action_horizon", mapping),
            .. LengthProblems(said, "max_action_horizon", mapping with { Action = mapping.Action with { Length = null } }),
            .. StatisticsProblems(said, "supported_embodiments", UnnormKey, unnormKey),
        ];
        if (keys.Length < 2 && said["action_dim"] is WireValue.Integer { Value: var width } && width != mapping.Action.Width)
            problems.Add($"action_dim: expected {mapping.Action.Width}, found {width}");
        if (said["action_keys"] is WireValue.Sequence named)
        {
            string[] found = [.. named.Items.OfType<WireValue.Text>().Select(key => key.Value)];
            if (keys.Except(found).Any() || keys.Length == 0)
            {
                problems.Add(
                    $"action_keys: expected {(keys.Length == 0 ? "the array itself" : string.Join(", ", keys))}, found "
                        + WireException.Shown(string.Join(", ", found))
                );
            }
        }
        if (TextOf(said, "action_space") is { } space && OtherSpaces.Contains(space))
            problems.Add($"action_space: expected changes of the gripper's pose, found {space}");
        return problems;
    }

    /// <summary>Without a name all clients would be one.</summary>
    public override bool NeedsSession(WireValue.Map said) => true;

    public override WireValue.Map Question(WireValue.Map request, string? session) =>
        new([
            .. request.Entries,
            .. unnormKey is null ? Array.Empty<KeyValuePair<string, WireValue>>() : [new(UnnormKey, new WireValue.Text(unnormKey))],
            new(Session, new WireValue.Text(session ?? "")),
            new(Endpoint, new WireValue.Text("infer")),
        ]);

    public override string? Failure(WireValue answer) =>
        answer is WireValue.Map map && TextOf(map, "type") == "error" ? TextOf(map, "message") ?? map.Kind : null;

    public override WireValue Actions(WireValue answer) =>
        answer is WireValue.Map map
            ? new WireValue.Map([.. map.Entries.Select(entry => KeyValuePair.Create(entry.Key, OfOne(entry.Value)))])
            : OfOne(answer);

    public override WireValue.Map Metadata(ServedPolicy served)
    {
        var first = served.Mapping.Cameras[0].Request;
        return new([
            new("image_resolution", new WireValue.Sequence([new WireValue.Integer(first.Height), new WireValue.Integer(first.Width)])),
            new("needs_session_id", new WireValue.Flag(Value: false)),
            new("action_horizon", new WireValue.Integer(served.ChunkLength)),
            new("action_dim", new WireValue.Integer(served.Mapping.Action.Width)),
            new("action_space", new WireValue.Text(Deltas)),
            .. served.Declared.ToMap().Entries,
        ]);
    }

    public override OpenPiQuestion Read(WireValue message)
    {
        if (message is not WireValue.Map map)
            throw new WireException($"expected a map of observations, found {message.Kind}");
        var session = TextOf(map, Session);
        return TextOf(map, Endpoint) == "reset"
            ? new(map)
            {
                IsReset = true,
                Session = session,
                Answer = Binary(new WireValue.Map(("status", new WireValue.Text("reset successful")))),
            }
            : new(map) { Session = session };
    }

    public override WireValue Answer(OpenPiQuestion question, EmbodimentMapping mapping, ActionChunk chunk, WireValue.Map timing) =>
        mapping.Action.Keys.IsEmpty ? new WireValue.Numbers(mapping.Action.ToWire(chunk)) : mapping.Answer(chunk);

    public override WireValue Failed(OpenPiQuestion? question, string reason) =>
        new WireValue.Map(("type", new WireValue.Text("error")), ("message", new WireValue.Text(reason)));
}
