using System.Collections.Immutable;

namespace BlindVla.Scenarios;

/// <summary>An axis at one level.</summary>
public sealed class Perturbation
{
    internal Perturbation(double? level, SlotSet changes)
    {
        Level = level;
        Override = changes;
    }

    public double? Level { get; }

    /// <summary>The slots that differ from the control, and what they are drawn from instead.</summary>
    public ImmutableArray<SlotChoices> Slots => Override.All;

    internal SlotSet Override { get; }
}
