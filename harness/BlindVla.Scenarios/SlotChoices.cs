using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Scenarios;

/// <summary>The values one slot of a scene may take, each equally likely.</summary>
/// <param name="Slot">Which part of the scene.</param>
/// <param name="Summary">For people: the values, or what they are.</param>
public abstract record SlotChoices(string Slot, string Summary)
{
    /// <summary>How many values there are.</summary>
    public abstract int Count { get; }

    /// <summary>Every value in full, in the order that draws refer to.</summary>
    internal abstract ImmutableArray<string> Canonical { get; }
}

internal sealed record SlotChoices<T>(string Slot, string Summary, ImmutableArray<T> Values, Func<T, string> Format)
    : SlotChoices(Slot, Summary)
{
    public override int Count => Values.Length;

    internal override ImmutableArray<string> Canonical => [.. Values.Select(Format)];

    public T Draw(KeyedRandom random) => Values[random.NextInt(Values.Length)];
}

/// <summary>Some of a scene's slots, by name: all of them in a task, the changed ones in a perturbation.</summary>
internal sealed class SlotSet(IEnumerable<SlotChoices> choices)
{
    private readonly ImmutableSortedDictionary<string, SlotChoices> _bySlot =
        choices.ToImmutableSortedDictionary(c => c.Slot, c => c, StringComparer.Ordinal);

    /// <summary>Ordered by name.</summary>
    public ImmutableArray<SlotChoices> All => [.. _bySlot.Values];

    public SlotChoices<T>? Find<T>(Slot<T> slot) => (SlotChoices<T>?)_bySlot.GetValueOrDefault(slot.Name);

    public SlotChoices? Find(string name) => _bySlot.GetValueOrDefault(name);

    /// <summary>These slots, with those of <paramref name="changes"/> in their place.</summary>
    public SlotSet With(SlotSet changes) => new(_bySlot.SetItems(changes._bySlot).Values);
}
