using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Scenarios;

/// <summary>Scenes of a world that owns them: chosen by name.</summary>
internal sealed class NamedFamily : SceneFamily
{
    public override string Key => "named_scene";

    protected override ImmutableArray<Slot> OwnSlots => NamedSlots.All;

    public override IEnumerable<string> Contradictions(SlotSet scene) => [];

    public override DrawnScene Draw(SlotDraws draws)
    {
        // In turn, so that as many episodes as there are states see each of them once.
        var states = draws.Choices(NamedSlots.InitialStates)!.Values;
        var scene = new NamedScene(draws.Value(NamedSlots.World), draws.Value(NamedSlots.Task), states[draws.Index % states.Length])
        {
            Parameters = draws.Value(NamedSlots.Parameters),
        };
        return new(CommonSlots.Draw(scene, draws), draws.Value(NamedSlots.Instruction), "");
    }
}
