using System.Text;

namespace BlindVla.Policies.Remote;

/// <summary>
/// RoboArena's: the server says which pictures it wants and what its actions are, every question says whether it is one, and a reset is
/// answered by a text.
/// </summary>
internal sealed class RoboArenaVariant : OpenPiVariant
{
    public const string Kind = "roboarena";

    private const string Endpoint = "endpoint";
    private const string Session = "session_id";
    private const string Resolution = "image_resolution";
    private const string Space = "action_space";
    private const string WasReset = "reset successful";

    /// <summary>The one of its four spaces whose actions change the gripper's pose.</summary>
    private const string Deltas = "cartesian_velocity";

    private static readonly string[] Fields =
    [
        Resolution,
        "needs_wrist_camera",
        "n_external_cameras",
        "needs_stereo_camera",
        "needs_session_id",
        Space,
    ];

    public override string Name => Kind;

    /// <summary>vLLM-Omni's servers say it, too; but they say it elsewhere.</summary>
    public static bool Says(WireValue.Map said) => Fields.All(field => said[field] is not null);

    public override IEnumerable<string> Problems(WireValue.Map said, EmbodimentMapping mapping)
    {
        foreach (var problem in SizeProblems(said, Resolution, mapping))
            yield return problem;
        var sent = Config(mapping);
        foreach (var field in Fields)
        {
            var (expected, found) = (sent[field], said[field]);
            switch (field, expected, found)
            {
                case (Space, WireValue.Text, not null) when found is not WireValue.Text { Value: Deltas }:
                    yield return $"{field}: expected {Deltas}, changes of the gripper's pose, found {found.Kind}";
                    break;
                case ("needs_session_id", _, _):
                    break;
                case (_, WireValue.Flag { Value: false }, WireValue.Flag { Value: true }):
                    yield return $"{field}: expected false, because no such picture is sent, found true";
                    break;
                case (_, WireValue.Integer { Value: var pictures }, WireValue.Integer { Value: var wanted }) when wanted > pictures:
                    yield return $"{field}: expected at most {pictures}, as many as are sent, found {wanted}";
                    break;
            }
        }
    }

    public override bool NeedsSession(WireValue.Map said) => said["needs_session_id"] is WireValue.Flag { Value: true };

    public override WireValue.Map Reset(string? session) => With("reset", new(), session);

    public override bool IsReset(SocketMessage answer) => answer.IsText && Encoding.UTF8.GetString(answer.Content.Span) == WasReset;

    public override WireValue.Map Question(WireValue.Map request, string? session) => With("infer", request, session);

    /// <summary>Its clients take these fields and no others.</summary>
    public override WireValue.Map Metadata(ServedPolicy served) => Config(served.Mapping);

    public override string Announcement(ServedPolicy served) => served.Declared.ToHeader();

    public override OpenPiQuestion Read(WireValue message)
    {
        if (message is not WireValue.Map map || TextOf(map, Endpoint) is not { } endpoint)
            throw new WireException($"expected a map with '{Endpoint}', found {message.Kind}");
        var session = TextOf(map, Session);
        return endpoint == "reset"
            ? new(map)
            {
                IsReset = true,
                Session = session,
                Answer = Text(WasReset),
            }
            : new(map) { Session = session };
    }

    private static WireValue.Map With(string endpoint, WireValue.Map request, string? session) =>
        new([
            .. request.Entries,
            .. session is null ? Array.Empty<KeyValuePair<string, WireValue>>() : [new(Session, new WireValue.Text(session))],
            new(Endpoint, new WireValue.Text(endpoint)),
        ]);

    /// <summary>What a server for clients of a mapping says.</summary>
    private static WireValue.Map Config(EmbodimentMapping mapping)
    {
        string[] keys = [.. mapping.Cameras.Select(camera => camera.Key)];
        var first = mapping.Cameras[0].Request;
        bool Has(string part) => keys.Any(key => key.Contains(part, StringComparison.Ordinal));
        return new(
            (Resolution, new WireValue.Sequence([new WireValue.Integer(first.Height), new WireValue.Integer(first.Width)])),
            ("needs_wrist_camera", new WireValue.Flag(Has("wrist_image"))),
            (
                "n_external_cameras",
                new WireValue.Integer(
                    keys.Count(key =>
                        key.Contains("exterior_image", StringComparison.Ordinal) && key.EndsWith("_left", StringComparison.Ordinal)
                    )
                )
            ),
            ("needs_stereo_camera", new WireValue.Flag(Has("_right"))),
            ("needs_session_id", new WireValue.Flag(Value: false)),
            (Space, new WireValue.Text(Deltas))
        );
    }
}
