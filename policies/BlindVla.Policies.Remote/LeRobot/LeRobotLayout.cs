using System.Collections.Immutable;
using System.Globalization;

namespace BlindVla.Policies.Remote;

/// <summary>
/// Observations as LeRobot's robots give them, a picture under its camera's name and each value of the state under its own, and what of
/// them makes its policies' features.
/// </summary>
internal static class LeRobotLayout
{
    /// <param name="checkpoint">What the server is to load, and how.</param>
    public static LeRobotPayload Setup(LeRobotCheckpoint checkpoint, EmbodimentMapping mapping)
    {
        string[] state = [.. mapping.State!.Keys.Select(key => key.Name)];
        var features = new WireValue.Map([
            new("observation.state", Feature("float32", [state.Length], state)),
            .. mapping.Cameras.Select(camera =>
                KeyValuePair.Create(
                    $"observation.images.{camera.Key}",
                    (WireValue)Feature("image", [camera.Request.Height, camera.Request.Width, 3], ["height", "width", "channels"])
                )
            ),
        ]);
        return new(
            new(
                ("type", new WireValue.Text(LeRobotPayload.Setup)),
                ("policy_type", new WireValue.Text(checkpoint.PolicyType)),
                ("pretrained_name_or_path", new WireValue.Text(checkpoint.Path)),
                ("lerobot_features", features),
                ("actions_per_chunk", new WireValue.Integer(checkpoint.Actions)),
                ("device", new WireValue.Text(checkpoint.Device)),
                ("rename_map", new WireValue.Map())
            ),
            ImmutableDictionary<string, NumericArray>.Empty
        );
    }

    /// <param name="time">Seconds since 1970.</param>
    /// <param name="step">Of no other observation that this server has seen.</param>
    public static LeRobotPayload Observation(WireValue.Map request, double time, long step)
    {
        var pictures = request
            .Entries.Where(entry => entry.Value is WireValue.Numbers { Value.Shape.Length: > 1 })
            .ToImmutableDictionary(entry => entry.Key, entry => ((WireValue.Numbers)entry.Value).Value);
        var rest = request
            .Entries.Where(entry => !pictures.ContainsKey(entry.Key))
            .Select(entry => KeyValuePair.Create(entry.Key, Scalar(entry.Value)));
        return new(
            new(
                ("type", new WireValue.Text(LeRobotPayload.Observation)),
                ("timestamp", new WireValue.Real(time)),
                ("timestep", new WireValue.Integer(step)),
                // Else the server leaves out what looks like the one before.
                ("must_go", new WireValue.Flag(Value: true)),
                ("scalar_data", new WireValue.Map([.. rest])),
                (
                    "numpy_keys",
                    new WireValue.Sequence([.. pictures.Keys.Order(StringComparer.Ordinal).Select(key => new WireValue.Text(key))])
                )
            ),
            pictures
        );
    }

    /// <summary>As a mapping reads it.</summary>
    public static WireValue.Map ReadObservation(LeRobotPayload observation)
    {
        if (observation.Content["scalar_data"] is not WireValue.Map scalars)
            throw new WireException($"'scalar_data': expected a map, found {observation.Content["scalar_data"]?.Kind ?? "no such key"}");
        return new([
            .. observation.Arrays.Select(entry => KeyValuePair.Create(entry.Key, (WireValue)new WireValue.Numbers(entry.Value))),
            .. scalars
                .Entries.Where(entry => !observation.Arrays.ContainsKey(entry.Key))
                .Select(entry =>
                    KeyValuePair.Create(
                        entry.Key,
                        entry.Value switch
                        {
                            WireValue.Real real => Single((float)real.Value),
                            WireValue.Integer whole => Single(whole.Value),
                            var other => other,
                        }
                    )
                ),
        ]);
    }

    /// <param name="actions">An array of actions.</param>
    /// <param name="of">The observation that they answer.</param>
    public static LeRobotPayload Actions(NumericArray actions, LeRobotPayload of)
    {
        var bytes = actions.Shape[0] == 0 ? 0 : actions.Data.Length / actions.Shape[0];
        var step = of.Content["timestep"] is WireValue.Integer first ? first.Value : 0;
        return new(
            new(
                ("type", new WireValue.Text(LeRobotPayload.Actions)),
                (
                    "actions",
                    new WireValue.Sequence([
                        .. Enumerable
                            .Range(0, actions.Shape[0])
                            .Select(i => new WireValue.Map(
                                ("timestamp", of.Content["timestamp"] ?? new WireValue.Real(0)),
                                ("timestep", new WireValue.Integer(step + i))
                            )),
                    ])
                )
            ),
            Enumerable
                .Range(0, actions.Shape[0])
                .ToImmutableDictionary(Name, i => new NumericArray(
                    actions.Type,
                    [.. actions.Shape.Skip(1)],
                    actions.Data.Slice(i * bytes, bytes)
                ))
        );
    }

    /// <param name="width">Of an action, if there were one.</param>
    /// <returns>All actions as one array.</returns>
    /// <exception cref="WireException">There are others than it says, or of different shapes.</exception>
    public static WireValue ReadActions(LeRobotPayload actions, int width)
    {
        var said = (actions.Content["actions"] as WireValue.Sequence)?.Items.Length ?? -1;
        if (said != actions.Arrays.Count)
            throw new WireException($"'actions': expected times of {actions.Arrays.Count} actions, as there are arrays, found {said}");
        var rows = new List<NumericArray>();
        for (var i = 0; i < said; i++)
        {
            var row = actions.Arrays.GetValueOrDefault(Name(i))
                ?? throw new WireException($"'{Name(i)}': expected an array, found no such key");
            if (i > 0 && !row.Shape.SequenceEqual(rows[0].Shape))
                throw new WireException($"'{Name(i)}': expected an array {rows[0]}, as of the first action, found {row}");
            rows.Add(row);
        }
        float[] values = [.. rows.SelectMany(row => row.ToSingles())];
        return new WireValue.Numbers(NumericArray.Of(values.AsSpan(), rows.Count == 0 ? [0, width] : [rows.Count, .. rows[0].Shape]));
    }

    private static string Name(int index) => string.Create(CultureInfo.InvariantCulture, $"action_{index}");

    private static WireValue.Map Feature(string dtype, int[] shape, string[] names) =>
        new(
            ("dtype", new WireValue.Text(dtype)),
            ("shape", new WireValue.Sequence([.. shape.Select(length => new WireValue.Integer(length))])),
            ("names", new WireValue.Sequence([.. names.Select(name => new WireValue.Text(name))]))
        );

    private static WireValue Scalar(WireValue value) =>
        value is WireValue.Numbers { Value: { Shape: [1] } array } ? new WireValue.Real(array.ToSingles()[0]) : value;

    private static WireValue.Numbers Single(float value) => new(NumericArray.Of([value], 1));
}
