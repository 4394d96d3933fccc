using System.Collections.Immutable;

namespace BlindVla.Scenarios;

/// <summary>A kind of scene: the slots that a suite file may set, and how a scene is drawn from them.</summary>
internal abstract class SceneFamily
{
    private readonly Lazy<ImmutableArray<Slot>> _slots;

    protected SceneFamily() => _slots = new(() => [.. OwnSlots, .. CommonSlots.All]);

    public static ImmutableArray<SceneFamily> All { get; } = [new TabletopFamily(), new NamedFamily()];

    /// <summary>Of every kind.</summary>
    public static ImmutableArray<Slot> EverySlot { get; } = [.. All.SelectMany(family => family.Slots).Distinct()];

    /// <summary>The key of a task in a suite file under which its scene stands.</summary>
    public abstract string Key { get; }

    public ImmutableArray<Slot> Slots => _slots.Value;

    /// <summary>The slot with a name; null where this kind of scene has none.</summary>
    public Slot? Find(string name) => Slots.FirstOrDefault(slot => slot.Name == name) ?? FactorSlots.Find(name);

    /// <summary>Besides <see cref="CommonSlots"/>.</summary>
    protected abstract ImmutableArray<Slot> OwnSlots { get; }

    /// <summary>What is wrong with slots that are right one by one; empty when a scene can be made of them.</summary>
    public abstract IEnumerable<string> Contradictions(SlotSet scene);

    public abstract DrawnScene Draw(SlotDraws draws);
}
