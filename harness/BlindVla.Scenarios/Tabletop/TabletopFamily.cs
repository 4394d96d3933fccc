using System.Collections.Immutable;

namespace BlindVla.Scenarios;

/// <summary>Objects on a table, drawn one slot after the other.</summary>
internal sealed class TabletopFamily : SceneFamily
{
    public override string Key => "scene";

    protected override ImmutableArray<Slot> OwnSlots => TabletopSlots.All;

    public override DrawnScene Draw(SlotDraws draws) => new TabletopDraw(draws).Scene();

    public override IEnumerable<string> Contradictions(SlotSet scene)
    {
        var places = scene.Find(TabletopSlots.Placement)!.Values;
        var (hasBoards, hasThird) = (scene.Has(TabletopSlots.Boards), places.Any(p => p.Third is not null));
        if (hasBoards == scene.Has(TabletopSlots.Receptacle))
        {
            yield return "a scene needs either 'receptacle' or 'boards'" + (hasBoards ? ", and has both" : "");
        }
        if (hasBoards == places.Any(p => p.Receptacle is not null))
        {
            yield return hasBoards
                ? "'boards' say where they lie; give 'placement' the object's place only"
                : "'placement' has no place for the receptacle";
        }
        var users = new Slot[] { TabletopSlots.SecondObject, TabletopSlots.SecondReceptacle, TabletopSlots.ObjectMove }
            .Where(scene.Has)
            .Select(slot => $"'{slot.Name}'")
            .ToList();
        if (users.Count > 1)
        {
            yield return $"{string.Join(" and ", users)} need the third place of 'placement', which is one";
        }
        if (users.Count > 0 != hasThird)
        {
            yield return hasThird
                ? "'placement' has a third place that nothing uses; remove 'third', or set second_object, second_receptacle or object_move"
                : $"{users[0]} needs a third place; give 'placement' the key 'third'";
        }
        if (scene.Find(TabletopSlots.Distractors)?.Values[0] is { } distractors)
        {
            if (hasBoards)
            {
                yield return "'distractors' and 'boards' cannot be in one scene: nothing keeps them apart";
            }
            else if (!distractors.FitAmong(places))
            {
                yield return $"{distractors.Count} 'distractors' may find no cell left; give them a larger grid or a smaller min_distance";
            }
        }
    }
}
