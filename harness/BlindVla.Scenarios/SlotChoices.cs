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
