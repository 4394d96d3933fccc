using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Scenarios;

/// <summary>The values one slot of a scene may take, each equally likely.</summary>
/// <param name="Slot">Which part of the scene.</param>
/// <param name="Summary">For people: the values, or what they are.</param>
/// <param name="Count">How many values there are.</param>
public abstract record SlotChoices(string Slot, string Summary, int Count)
{
    /// <summary>Everything that decides a draw, in full and in the order that draws refer to.</summary>
    internal abstract ImmutableArray<string> Canonical { get; }
}

/// <param name="Values">In the order that draws refer to.</param>
/// <param name="Format">A value in full.</param>
internal sealed record SlotChoices<T>(string Slot, string Summary, ImmutableArray<T> Values, Func<T, string> Format)
    : SlotChoices(Slot, Summary, Values.Length)
{
    internal override ImmutableArray<string> Canonical => [.. Values.Select(Format)];

    public T Draw(KeyedRandom random) => random.Choose(Values);
}

/// <summary>Some of a scene's slots, by name: all that matter in a task, the changed ones in a perturbation.</summary>
internal sealed class SlotSet(IEnumerable<SlotChoices> choices)
{
    private readonly ImmutableSortedDictionary<string, SlotChoices> _bySlot =
        choices.ToImmutableSortedDictionary(c => c.Slot, c => c, StringComparer.Ordinal);

    public static SlotSet Empty { get; } = new([]);

    /// <summary>Ordered by name.</summary>
    public ImmutableArray<SlotChoices> All => [.. _bySlot.Values];

    public bool Has(Slot slot) => _bySlot.ContainsKey(slot.Name);

    public SlotChoices<T>? Find<T>(Slot<T> slot) => (SlotChoices<T>?)_bySlot.GetValueOrDefault(slot.Name);

    public SlotChoices? Find(string name) => _bySlot.GetValueOrDefault(name);

    /// <summary>These slots, with those of <paramref name="changes"/> in their place.</summary>
    public SlotSet With(SlotSet changes) => new(_bySlot.SetItems(changes._bySlot).Values);
}
