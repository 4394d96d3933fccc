using System.Collections.Immutable;

namespace BlindVla.Policies.Remote;

/// <summary>
/// Observations and actions of one robot at one time in the shape of GR00T's batches: pictures <c>[1, 1, H, W, 3]</c>, states
/// <c>[1, 1, D]</c>, instructions <c>[[text]]</c>, actions <c>[1, T, D]</c>. The first part of a mapping's key is the modality:
/// <c>video</c>, <c>state</c>, <c>language</c> or <c>action</c>.
/// </summary>
internal static class GrootLayout
{
    /// <summary>Those of observations, by the words of the policy's setting.</summary>
    public const string Nested = "nested";

    /// <inheritdoc cref="Nested"/>
    public const string Flat = "flat";

    /// <summary>Before 1.6: without a batch, pictures <c>[1, H, W, 3]</c>, states <c>[1, D]</c>, an instruction <c>[text]</c>, and actions
    /// <c>[T, D]</c> or, without what has length 1, <c>[T]</c>; an observation is all that is asked, and actions are all of an
    /// answer.</summary>
    public const string Older = "n1.5";

    public static ImmutableArray<string> Modalities { get; } = ["video", "state", "language", "action"];

    private const string Language = "language.";
    private const string Action = "action.";

    /// <summary>What is asked.</summary>
    public static WireValue.Map Question(WireValue.Map request, string layout) =>
        layout == Older
            ? Observation(request, layout)
            : new(("observation", Observation(request, layout)), ("options", new WireValue.Nothing()));

    public static WireValue.Map Observation(WireValue.Map request, string layout)
    {
        var batch = new WireValue.Map([.. request.Entries.Select(entry => Batched(entry.Key, entry.Value, layout))]);
        return layout == Nested ? NestedKeys.Nest(batch, levels: 1) : batch;
    }

    /// <summary>An observation in either layout, as the mapping says it.</summary>
    /// <exception cref="WireException">It is a batch of several.</exception>
    public static (WireValue.Map Request, string Layout) ReadQuestion(WireValue.Map question)
    {
        var observation = question["observation"] as WireValue.Map;
        var layout =
            observation is null ? Older
            : observation.Entries.Any(entry => entry.Value is WireValue.Map) ? Nested
            : Flat;
        var flat = layout == Nested ? NestedKeys.Flatten(observation!, levels: 1) : observation ?? question;
        return (new([.. flat.Entries.Select(entry => Single(entry.Key, entry.Value, layout))]), layout);
    }

    /// <param name="layout">Of the observation.</param>
    public static WireValue Actions(WireValue.Map answer, string layout) =>
        layout == Older ? new WireValue.Map([.. answer.Entries.Select(Squeezed)]) : Batch(answer, isNested: layout == Nested);

    private static WireValue.Sequence Batch(WireValue.Map answer, bool isNested) =>
        new([
            new WireValue.Map([
                .. answer.Entries.Select(entry =>
                    KeyValuePair.Create(
                        isNested && entry.Key.StartsWith(Action, StringComparison.Ordinal) ? entry.Key[Action.Length..] : entry.Key,
                        entry.Value is WireValue.Numbers numbers ? Reshaped(numbers.Value, [1, .. numbers.Value.Shape]) : entry.Value
                    )
                ),
            ]),
            new WireValue.Map(),
        ]);

    /// <summary>Actions in either layout, as the mapping reads them.</summary>
    /// <exception cref="WireException">They are none, or of a batch of several.</exception>
    public static WireValue.Map ReadActions(WireValue answer)
    {
        var actions = answer is WireValue.Sequence { Items: [var first, ..] } ? first : answer;
        if (actions is not WireValue.Map map)
            throw new WireException($"expected a map of actions, found {actions.Kind}");
        return new([.. map.Entries.Select(entry => Named(entry.Key, entry.Value))]);
    }

    private static KeyValuePair<string, WireValue> Named(string key, WireValue value)
    {
        var name = key.StartsWith(Action, StringComparison.Ordinal) ? key : Action + key;
        return value is WireValue.Numbers { Value: { Shape.Length: 0 } number } ? new(name, Reshaped(number, [1]))
            : value is not WireValue.Numbers { Value: { Shape.Length: > 2 } array } ? new(name, value)
            : array.Shape[0] == 1 ? new(name, Reshaped(array, array.Shape[1..]))
            : throw new WireException($"'{key}': expected the actions of one robot, found an array {array}");
    }

    /// <summary>As NumPy does it: whatever has length 1 is left out.</summary>
    private static KeyValuePair<string, WireValue> Squeezed(KeyValuePair<string, WireValue> entry) =>
        entry.Value is WireValue.Numbers { Value: var array }
            ? new(entry.Key, Reshaped(array, [.. array.Shape.Where(length => length != 1)]))
            : entry;

    private static KeyValuePair<string, WireValue> Batched(string key, WireValue value, string layout) =>
        value switch
        {
            WireValue.Numbers { Value: var array } => new(
                key,
                Reshaped(array, layout == Older ? [1, .. array.Shape] : [1, 1, .. array.Shape])
            ),
            WireValue.Text text when layout == Nested => new(key, new WireValue.Sequence([new WireValue.Sequence([text])])),
            // Between keys with dots it stands under its own.
            WireValue.Text text => new(
                key.StartsWith(Language, StringComparison.Ordinal) ? key[Language.Length..] : key,
                new WireValue.Sequence([text])
            ),
            _ => new(key, value),
        };

    private static KeyValuePair<string, WireValue> Single(string key, WireValue value, string layout)
    {
        switch (value)
        {
            case WireValue.Numbers { Value: var array } when layout == Older && array.Shape is [1, ..]:
                return new(key, Reshaped(array, array.Shape[1..]));
            case WireValue.Numbers { Value: var array }:
                return array.Shape is [1, 1, ..]
                    ? new(key, Reshaped(array, array.Shape[2..]))
                    : throw new WireException($"'{key}': expected one robot at one time, [1, 1, ...], found an array {array}");
            case WireValue.Sequence { Items: [WireValue.Sequence { Items: [WireValue.Text text] }] }:
                return new(key, text);
            case WireValue.Sequence { Items: [WireValue.Text text] }:
                return new(key.StartsWith(Language, StringComparison.Ordinal) ? key : Language + key, text);
            default:
                return new(key, value);
        }
    }

    private static WireValue.Numbers Reshaped(NumericArray array, ImmutableArray<int> shape) => new(new(array.Type, shape, array.Data));
}
