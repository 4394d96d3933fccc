using System.Collections.Immutable;

namespace BlindVla.Policies.Remote;

/// <summary>What a GR00T server declares: the keys of each modality, and which times before and after now it wants or gives.</summary>
internal static class GrootModalities
{
    private const string Class = "__ModalityConfig_class__";
    private const string Content = "as_json";

    /// <summary>How what a server declares contradicts the mapping: field, expected, found. What it does not declare contradicts
    /// nothing.</summary>
    public static ImmutableArray<string> Problems(WireValue.Map declared, EmbodimentMapping mapping)
    {
        var problems = new List<string>();
        foreach (var (modality, keys) in Keys(mapping))
        {
            if (declared[modality] is not WireValue.Map { } map || map[Class] is null || Config(map[Content]) is not { } config)
                continue;
            if (Texts(config["modality_keys"]) is { } said)
            {
                // Those of N1.5 have their modality before them.
                string[] wanted =
                [
                    .. said.Select(key => key.StartsWith($"{modality}.", StringComparison.Ordinal) ? key[(modality.Length + 1)..] : key),
                ];
                // Of actions more may be given than are executed.
                var isWrong = modality == "action" ? keys.Except(wanted).Any() : !keys.Order().SequenceEqual(wanted.Order());
                if (isWrong)
                    problems.Add($"{modality}.modality_keys: expected {string.Join(", ", keys)}, found {Shown(wanted)}");
            }
            if (config["delta_indices"] is not WireValue.Sequence { Items: var times })
                continue;
            if (modality != "action" && times.Length != 1)
                problems.Add($"{modality}.delta_indices: expected one time, now, found {times.Length}");
            if (modality == "action" && (times.Length < mapping.Action.Execute || (mapping.Action.Length is { } n && n != times.Length)))
            {
                var expected = mapping.Action.Length is { } exact ? $"{exact}" : $"at least {mapping.Action.Execute}";
                problems.Add($"action.delta_indices: expected {expected} actions, found {times.Length}");
            }
        }
        return [.. problems];
    }

    /// <param name="actions">Of one answer.</param>
    public static WireValue.Map Of(EmbodimentMapping mapping, int actions) =>
        new([
            .. Keys(mapping)
                .Select(modality => KeyValuePair.Create(modality.Name, (WireValue)Declare(modality.Name, modality.Keys, actions))),
        ]);

    private static WireValue.Map Declare(string modality, string[] keys, int actions) =>
        new(
            (Class, new WireValue.Flag(true)),
            (
                Content,
                new WireValue.Map(
                    (
                        "delta_indices",
                        new WireValue.Sequence([
                            .. Enumerable.Range(0, modality == "action" ? actions : 1).Select(time => new WireValue.Integer(time)),
                        ])
                    ),
                    ("modality_keys", new WireValue.Sequence([.. keys.Select(key => new WireValue.Text(key))])),
                    ("sin_cos_embedding_keys", new WireValue.Nothing()),
                    ("mean_std_embedding_keys", new WireValue.Nothing()),
                    ("action_configs", new WireValue.Nothing())
                )
            )
        );

    private static IEnumerable<(string Name, string[] Keys)> Keys(EmbodimentMapping mapping)
    {
        string[] all =
        [
            .. mapping.Cameras.Select(camera => camera.Key),
            .. (mapping.State?.Keys ?? []).Select(key => key.Name),
            mapping.Instruction,
            .. mapping.Action.Keys.Select(key => key.Name),
        ];
        foreach (var modality in GrootLayout.Modalities)
        {
            string[] keys =
            [
                .. all.Where(key => key.StartsWith($"{modality}.", StringComparison.Ordinal)).Select(key => key[(modality.Length + 1)..]),
            ];
            if (keys.Length > 0)
                yield return (modality, keys);
        }
    }

    /// <summary>A map, or in older versions a text with JSON.</summary>
    private static WireValue.Map? Config(WireValue? content) =>
        content switch
        {
            WireValue.Map map => map,
            WireValue.Text text => JsonArrays.Disclose(text) as WireValue.Map,
            _ => null,
        };

    private static string[]? Texts(WireValue? value) =>
        value is WireValue.Sequence list && list.Items.All(item => item is WireValue.Text)
            ? [.. list.Items.Select(item => ((WireValue.Text)item).Value)]
            : null;

    private static string Shown(string[] texts) => WireException.Shown(string.Join(", ", texts));
}
