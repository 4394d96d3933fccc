using System.Collections.Immutable;
using BlindVla.Files;

namespace BlindVla.Scenarios;

/// <summary>The slots of a scene that its world owns, besides those of every scene.</summary>
internal static class NamedSlots
{
    private const int MaxInitialStates = 100_000;

    private static readonly ImmutableSortedDictionary<string, string> NoParameters = ImmutableSortedDictionary.Create<string, string>(
        StringComparer.Ordinal
    );

    public static Slot<string> World { get; } = new("world", Texts("the name of a world"));

    public static Slot<string> Task { get; } = new("task", Texts("the name of a task in its world"));

    /// <summary>Their number, or a list of some.</summary>
    public static Slot<int> InitialStates { get; } = new("initial_states", States);

    public static Slot<string> Instruction { get; } = new("instruction", Texts("an instruction"));

    public static Slot<ImmutableSortedDictionary<string, string>> Parameters { get; } =
        new("parameters", ReadParameters) { IsOptional = true, Neutral = NoParameters };

    public static ImmutableArray<Slot> All { get; } = [World, Task, InitialStates, Instruction, Parameters];

    private static SlotReader<string> Texts(string what) =>
        (slot, node, _, values) =>
            (
                node is YamlList ? values.List(node, what, n => values.Text(n, what))
                : values.Text(node, what) is { } one ? [one]
                : null
            )
                is { } texts
                ? new(slot, texts.Length == 1 ? texts[0] : $"{texts.Length}, such as {texts[0]}", texts, text => text)
                : null;

    private static SlotChoices<int>? States(string slot, YamlNode node, Catalogue catalogue, YamlValues values)
    {
        ImmutableArray<int>? states =
            node is YamlList ? values.List(node, "initial states", n => values.Integer(n, "an initial state", 0, MaxInitialStates - 1))
            : values.Integer(node, "the number of initial states", 1, MaxInitialStates) is { } count ? [.. Enumerable.Range(0, count)]
            : null;
        return states is { } some ? new(slot, $"{some.Length} initial states", some, state => $"{state}") : null;
    }

    private static SlotChoices<ImmutableSortedDictionary<string, string>>? ReadParameters(
        string slot,
        YamlNode node,
        Catalogue catalogue,
        YamlValues values
    )
    {
        if (YamlFields.Of(node, "parameters of a world", values.Problems) is not { } fields)
        {
            return null;
        }
        var parameters = NoParameters;
        foreach (var name in fields.Keys)
        {
            if (values.Text(fields.Required(name), $"the parameter '{name}'") is not { } value)
            {
                return null;
            }
            parameters = parameters.Add(name, value);
        }
        return new(slot, string.Join(", ", parameters.Select(pair => $"{pair.Key}: {pair.Value}")), [parameters], all =>
            string.Join('\n', all.Select(pair => $"{pair.Key}={pair.Value}"))
        );
    }
}
