using System.Globalization;
using BlindVla.Core;

namespace BlindVla.Scenarios;

/// <summary>
/// The draws of one episode. Each slot has a stream of its own. An unperturbed slot's stream does not know the axis, so a perturbed
/// episode and its control have the same scene but for the slots the axis changes. A changed slot's stream does not know the level, so
/// the levels of an axis are the same draw made stronger.
/// </summary>
internal sealed class SlotDraws(SuiteTask task, ulong seed, int index, SuiteAxis? axis, Perturbation? perturbation)
{
    /// <summary>No axis can be named like this: axes have a group.</summary>
    private const string BaseKey = "base";

    private readonly SlotSet _slots = perturbation is null ? task.Scene : task.Scene.With(perturbation.Override);

    /// <summary>Of the episode in its cell.</summary>
    public int Index => index;

    /// <summary>The names of all slots that the task or its perturbation mentions.</summary>
    public IEnumerable<string> Mentioned => _slots.All.Select(choices => choices.Slot);

    /// <summary>Seed for a purpose that no axis changes.</summary>
    public ulong Seed(string purpose) => Stream(BaseKey, purpose).NextUInt64();

    /// <summary>What the slot is drawn from; null where nobody mentions it.</summary>
    public SlotChoices<T>? Choices<T>(Slot<T> slot) => _slots.Find(slot);

    public T Value<T>(Slot<T> slot) => Choices(slot) is { } choices ? choices.Draw(Stream(slot)) : slot.Neutral!;

    /// <summary>For what a value of the slot still leaves open.</summary>
    public KeyedRandom Stream(Slot slot) => Stream(perturbation?.Override.Has(slot) == true ? axis!.Name : BaseKey, slot.Name);

    private KeyedRandom Stream(string key, string purpose) =>
        KeyedRandom.Create(seed, task.Name, key, index.ToString(CultureInfo.InvariantCulture), purpose);
}
