using BlindVla.Files;

namespace BlindVla.Scenarios;

/// <summary>A part of a scene that tasks and perturbations may set.</summary>
internal abstract class Slot(string name)
{
    public string Name { get; } = name;

    /// <summary>A scene may leave it out.</summary>
    public bool IsOptional { get; init; }

    /// <summary>What a suite file says about it, or null after having reported what is wrong.</summary>
    public abstract SlotChoices? Read(YamlNode node, Catalogue catalogue, YamlValues values);

    /// <summary>To be drawn from these is as good as to be left out.</summary>
    public abstract bool IsNeutral(SlotChoices choices);
}

/// <param name="read">The values that a suite file gives.</param>
internal sealed class Slot<T>(string name, SlotReader<T> read) : Slot(name)
{
    /// <summary>What it is where nobody mentions it.</summary>
    public T? Neutral { get; init; }

    public override SlotChoices? Read(YamlNode node, Catalogue catalogue, YamlValues values) => read(Name, node, catalogue, values);

    public override bool IsNeutral(SlotChoices choices) =>
        IsOptional && ((SlotChoices<T>)choices).Values.All(value => EqualityComparer<T>.Default.Equals(value, Neutral));
}
