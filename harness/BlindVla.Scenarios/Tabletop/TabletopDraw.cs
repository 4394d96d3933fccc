using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Scenarios;

/// <summary>Makes one table-top scene of its draws.</summary>
internal sealed class TabletopDraw(SlotDraws draws)
{
    public DrawnScene Scene()
    {
        var (objects, source, target) = Objects();
        var scene = new TabletopScene(
            draws.Value(TabletopSlots.Table).Id,
            objects,
            [
                .. draws
                    .Value(TabletopSlots.ArmJointPositions)
                    .Zip(draws.Value(TabletopSlots.ArmJointOffsets), (start, offset) =>
                        offset == 0 ? start : Exactness.Round(start + offset)
                    ),
            ],
            draws.Value(TabletopSlots.FingerPosition),
            new PutOnGoal(SceneRoles.Source, SceneRoles.Receptacle)
        )
        {
            Events = Events(objects[0]),
        };
        return new(CommonSlots.Draw(scene, draws), draws.Value(TabletopSlots.Template).Render(source, target), target);
    }

    /// <summary>Everything on the table, the object first, its receptacle second; and the words for both.</summary>
    private (ImmutableArray<ObjectPlacement> Objects, string Source, string Target) Objects()
    {
        var place = draws.Value(TabletopSlots.Placement);
        var source = draws.Value(TabletopSlots.Object);
        var objects = new List<ObjectPlacement> { Source(source, place.Object) };
        var target = draws.Value(TabletopSlots.Boards) is { } boards ? AddBoards(objects, boards) : AddReceptacle(objects, place);
        if (draws.Value(TabletopSlots.SecondObject) is { } secondObject)
        {
            var second = secondObject.Beside(source, draws.Stream(TabletopSlots.SecondObject));
            AddSecond(objects, second, place.Third!.Value);
        }
        if (draws.Value(TabletopSlots.SecondReceptacle) is { } secondReceptacle)
        {
            var second = secondReceptacle.Beside(draws.Value(TabletopSlots.Receptacle), draws.Stream(TabletopSlots.SecondReceptacle));
            AddSecond(objects, second, place.Third!.Value);
        }
        if (draws.Value(TabletopSlots.Distractors) is { } distractors)
        {
            AddDistractors(objects, distractors);
        }
        return ([.. objects], source.Name, target);
    }

    private ObjectPlacement Source(CatalogueAsset source, Cell cell) =>
        new(SceneRoles.Source, source.Id, At(cell, draws.Value(TabletopSlots.ObjectHeight), draws.Value(TabletopSlots.ObjectYaw)))
        {
            Scale = draws.Value(TabletopSlots.ObjectScale),
            MassFactor = draws.Value(TabletopSlots.ObjectMass),
            FrictionFactor = draws.Value(TabletopSlots.ObjectFriction),
            ColorFactor = draws.Value(TabletopSlots.ObjectColor),
        };

    private string AddReceptacle(List<ObjectPlacement> objects, Placement place)
    {
        var receptacle = draws.Value(TabletopSlots.Receptacle);
        objects.Add(
            new(
                SceneRoles.Receptacle,
                receptacle.Id,
                At(place.Receptacle!.Value, draws.Value(TabletopSlots.ReceptacleHeight), draws.Value(TabletopSlots.ReceptacleYaw))
            )
        );
        return receptacle.Name;
    }

    private string AddBoards(List<ObjectPlacement> objects, BoardChoice choice)
    {
        var row = choice.Draw(draws.Stream(TabletopSlots.Boards));
        var (height, yaw) = (draws.Value(TabletopSlots.ReceptacleHeight), draws.Value(TabletopSlots.ReceptacleYaw));
        var target = row.Boards[row.Target];
        objects.Add(new(SceneRoles.Receptacle, target.Board.Id, At(target.Place, height, yaw)));
        objects.AddRange(
            row.Boards.Where(b => b != target)
                .Select((b, i) => new ObjectPlacement(SceneRoles.Distractor(i + 1), b.Board.Id, At(b.Place, height, yaw)))
        );
        return row.Called;
    }

    private void AddSecond(List<ObjectPlacement> objects, CatalogueAsset second, Cell cell)
    {
        var pose = At(cell, draws.Value(TabletopSlots.SecondHeight), draws.Value(TabletopSlots.SecondYaw));
        if (objects.FindIndex(o => o.Asset == second.Id) is >= 0 and var same)
        {
            // Only by the upstream rule: there is one of each thing, and it lies where it was put last.
            objects[same] = objects[same] with { Pose = pose };
            return;
        }
        objects.Add(new(SceneRoles.Distractor(1), second.Id, pose));
    }

    private void AddDistractors(List<ObjectPlacement> objects, Distractors distractors)
    {
        var taken = objects.Select(o => new Cell(o.Pose.Position.X, o.Pose.Position.Y)).ToList();
        var first = objects.Count(o => o.Id is not (SceneRoles.Source or SceneRoles.Receptacle)) + 1;
        objects.AddRange(
            distractors
                .Among([.. objects.Select(o => o.Asset)], taken, draws.Stream(TabletopSlots.Distractors))
                .Select(
                    (d, i) =>
                        new ObjectPlacement(
                            SceneRoles.Distractor(first + i),
                            d.Asset.Id,
                            At(d.Cell, draws.Value(TabletopSlots.ObjectHeight), 0)
                        )
                )
        );
    }

    private ImmutableArray<MoveEvent> Events(ObjectPlacement source) =>
        draws.Value(TabletopSlots.ObjectMove) is { } move
            ?
            [
                new(
                    move.Step,
                    SceneRoles.Source,
                    At(draws.Value(TabletopSlots.Placement).Third!.Value, move.HeightMeters, source.Pose.Orientation),
                    move.SettleSubsteps
                ),
            ]
            : [];

    private static Pose At(Cell cell, double height, double yaw) => At(cell, height, Exactness.Round(QuaternionD.FromYaw(yaw)));

    private static Pose At(Cell cell, double height, QuaternionD orientation) => new(new(cell.X, cell.Y, height), orientation);
}
