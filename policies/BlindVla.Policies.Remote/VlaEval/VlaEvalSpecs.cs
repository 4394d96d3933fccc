using System.Collections.Immutable;

namespace BlindVla.Policies.Remote;

/// <summary>
/// What vla-eval's servers declare of actions and observations, part by part, in its names of conventions; and the same of a mapping.
/// What has no name there is <c>raw</c> or of a name of its own, and says nothing.
/// </summary>
internal static class VlaEvalSpecs
{
    private const string Raw = "raw";
    private const string Picture = "rgb_hwc_uint8";

    private static readonly string[] RotationFormats = ["euler_xyz", "axis_angle", "quaternion_xyzw", "rot6d_interleaved"];
    private static readonly string[] PositionFormats = ["delta_xyz", "absolute_xyz"];

    private static readonly string[] GripperFormats =
    [
        "binary_close_positive",
        "binary_close_negative",
        "binary_close_01",
        "continuous_01",
    ];

    public static WireValue.Map Action(ActionMapping action) =>
        new(
            ("position", Spec("position", 3, "delta_xyz")),
            ("rotation", Spec("rotation", Rotations.Length(action.Form!.Value), RotationFormat(action.Form!.Value))),
            ("gripper", Spec("gripper", 1, GripperFormat(action.Gripper)))
        );

    /// <param name="withState">Whether the policy looks at it.</param>
    public static WireValue.Map Observation(EmbodimentMapping mapping, bool withState) =>
        new([
            .. mapping.Cameras.Where(camera => !camera.ChannelsFirst).Select(camera => (camera.Request.Name, Spec("image", 0, Picture))),
            ("language", Spec("language", 0, "language")),
            .. withState && mapping.State is { } state
                ? [("state", Spec("state", state.Width, StateFormat(state)))]
                : Array.Empty<(string, WireValue)>(),
        ]);

    /// <summary>How what a server declares contradicts the mapping: field, expected, found. Where it declares nothing, nothing
    /// does.</summary>
    public static ImmutableArray<string> Problems(WireValue.Map hello, EmbodimentMapping mapping)
    {
        var problems = new List<string>();
        foreach (var (name, spec) in Parts(hello, "action_spec", problems))
        {
            var field = $"action_spec.{name}";
            var (dims, format, known) = name switch
            {
                "position" => (3, "delta_xyz", PositionFormats),
                "rotation" => (Rotations.Length(mapping.Action.Form!.Value), RotationFormat(mapping.Action.Form!.Value), RotationFormats),
                "gripper" => (1, GripperFormat(mapping.Action.Gripper), GripperFormats),
                _ => (0, Raw, []),
            };
            if (dims == 0)
                problems.Add($"{field}: expected position, rotation and gripper, which a mapping can express, found another part");
            else
                Compare(field, spec, dims, format, known, problems);
        }
        foreach (var (name, spec) in Parts(hello, "observation_spec", problems))
        {
            var field = $"observation_spec.{name}";
            var format = Text(spec, "format");
            if (format == Picture && mapping.Cameras.All(camera => camera.ChannelsFirst))
                problems.Add($"{field}.format: expected pictures with their channels first, found {format}");
            var isState =
                name.StartsWith("state", StringComparison.Ordinal) || format?.StartsWith("eef_", StringComparison.Ordinal) == true;
            if (isState && mapping.State is null)
                problems.Add($"{field}: expected a server that is sent no state, found one that looks at it");
            else if (isState)
                Compare(field, spec, mapping.State!.Width, StateFormat(mapping.State), [], problems);
        }
        if (
            mapping.State is null
            && hello["observation_params"] is WireValue.Map asked
            && asked["send_state"] is WireValue.Flag { Value: true }
        )
            problems.Add("observation_params.send_state: expected a server that is sent no state, found true");
        return [.. problems];
    }

    /// <param name="known">Formats that mean something else than the mapping's; others are not understood.</param>
    private static void Compare(string field, WireValue.Map spec, int dims, string format, string[] known, List<string> problems)
    {
        if (spec["dims"] is WireValue.Integer { Value: > 0 } found && found.Value != dims)
            problems.Add($"{field}.dims: expected {dims}, found {found.Value}");
        string[] accepted = spec["accepts"] is WireValue.Sequence list
            ? [.. list.Items.OfType<WireValue.Text>().Select(text => text.Value)]
            : [];
        var declared = Text(spec, "format");
        var isKnown = known.Contains(declared) || declared?.StartsWith("eef_", StringComparison.Ordinal) == true;
        if (format != Raw && isKnown && declared != format && !accepted.Contains(format))
            problems.Add($"{field}.format: expected {format}, found {WireException.Shown(declared!)}");
    }

    private static IEnumerable<(string Name, WireValue.Map Spec)> Parts(WireValue.Map hello, string key, List<string> problems)
    {
        switch (hello[key])
        {
            case null or WireValue.Nothing:
                return [];
            case WireValue.Map parts when parts.Entries.All(part => part.Value is WireValue.Map):
                return parts.Entries.Select(part => (WireException.Shown(part.Key), (WireValue.Map)part.Value));
            default:
                problems.Add($"{key}: expected a map of maps, found {hello[key]!.Kind}");
                return [];
        }
    }

    private static string? Text(WireValue.Map map, string key) => map[key] is WireValue.Text text ? text.Value : null;

    private static WireValue.Map Spec(string name, int dims, string format) =>
        new WireValue.Map(
            ("name", new WireValue.Text(name)),
            ("dims", new WireValue.Integer(dims)),
            ("format", new WireValue.Text(format))
        );

    private static string RotationFormat(RotationForm form) =>
        form switch
        {
            RotationForm.EulerXyzIntrinsic or RotationForm.EulerXyzExtrinsic => "euler_xyz",
            RotationForm.AxisAngle => "axis_angle",
            RotationForm.QuaternionXyzw => "quaternion_xyzw",
            _ => "quaternion_wxyz",
        };

    private static string GripperFormat(GripperMapping gripper) =>
        (gripper.Closed, gripper.Open) switch
        {
            (1, -1) => "binary_close_positive",
            (-1, 1) => "binary_close_negative",
            (1, 0) => "binary_close_01",
            (0, 1) => "continuous_01",
            _ => Raw,
        };

    /// <summary>As vla-eval spells it, e.g. <c>eef_pos3_quat4_gripper1</c>; raw where it has no such word.</summary>
    private static string StateFormat(StateMapping state)
    {
        string?[] words =
        [
            .. state.Send.Select(part =>
                (part.World?.Convention, part.Form) switch
                {
                    ("xyz", null) => "pos3",
                    (_, RotationForm.EulerXyzIntrinsic or RotationForm.EulerXyzExtrinsic) => "euler3",
                    (_, RotationForm.AxisAngle) => "axisangle3",
                    (_, not null) or (Rotations.QuaternionWxyz or Rotations.QuaternionXyzw, null) => "quat4",
                    (not null, null) when part.Length < 3 => $"gripper{part.Length}",
                    _ => null,
                }
            ),
        ];
        return words.Length == 3 && !words.Contains(null) ? $"eef_{string.Join('_', words)}" : Raw;
    }
}
