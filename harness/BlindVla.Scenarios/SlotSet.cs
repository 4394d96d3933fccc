using System.Collections.Immutable;

namespace BlindVla.Scenarios;

/// <summary>Some of a scene's slots, by name: all that matter in a task, the changed ones in a perturbation.</summary>
internal sealed class SlotSet(IEnumerable<SlotChoices> choices)
{
    private readonly ImmutableSortedDictionary<string, SlotChoices> _bySlot = choices.ToImmutableSortedDictionary(
        c => c.Slot,
        c => c,
        StringComparer.Ordinal
    );

    public static SlotSet Empty { get; } = new([]);

    /// <summary>Ordered by name.</summary>
    public ImmutableArray<SlotChoices> All => [.. _bySlot.Values];

    public bool Has(Slot slot) => _bySlot.ContainsKey(slot.Name);

    public SlotChoices<T>? Find<T>(Slot<T> slot) => (SlotChoices<T>?)_bySlot.GetValueOrDefault(slot.Name);

    public SlotChoices? Find(string name) => _bySlot.GetValueOrDefault(name);

    /// <summary>These slots, with those of <paramref name="changes"/> in their place.</summary>
    public SlotSet With(SlotSet changes) => new(_bySlot.SetItems(changes._bySlot).Values);
}
