using System.Collections.Immutable;
using BlindVla.Files;

namespace BlindVla.Scenarios;

/// <summary>Slots that say where things lie.</summary>
internal static class PlacementReader
{
    private const double TableReachMeters = 2;

    public static SlotChoices<Placement>? Placements(string slot, YamlNode node, Catalogue catalogue, YamlValues values)
    {
        if (YamlFields.Of(node, "a placement grid", values.Problems) is not { } fields)
        {
            return null;
        }
        var chosen = fields.Optional("object") is { } fixedPlace ? Fixed(fixedPlace, values) : Grid(node, fields, values);
        fields.RefuseOthers();
        return chosen is var (places, summary) ? new(slot, summary, places, Format) : null;
    }

    public static SlotChoices<ObjectMove?>? Moves(string slot, YamlNode node, Catalogue catalogue, YamlValues values)
    {
        if (YamlFields.Of(node, "a move of the object", values.Problems) is not { } fields)
        {
            return null;
        }
        var step = values.Integer(fields.Required("step"), "the number of control steps before the move", 0, 10_000);
        var height = values.Length(
            fields.Required("height"),
            "the height of the object's origin before it is dropped",
            0,
            TableReachMeters
        );
        var substeps = values.Integer(fields.Required("settle_substeps"), "the number of physics substeps to settle", 0, 1_000_000);
        fields.RefuseOthers();
        return step is { } s && height is { } h && substeps is { } n
            ? new(slot, $"after {s} control steps, from {h:0.######} m", [new ObjectMove(s, h, n)], m =>
                $"{m!.Step} {m.HeightMeters:R} {m.SettleSubsteps}"
            )
            : null;
    }

    /// <summary>x and y, world frame.</summary>
    public static Cell? Cell(YamlNode? node, string what, YamlValues values)
    {
        var place = values.List(node, $"{what}, x and y", n => values.Length(n, "a coordinate", -TableReachMeters, TableReachMeters));
        if (place is { Length: not 2 })
        {
            values.Problems.Add(node!, $"expected {what} as x and y, found {place.Value.Length} values");
        }
        return place is { Length: 2 } p ? new Cell(p[0], p[1]) : null;
    }

    /// <summary>Reads the keys of a grid from a mapping that may have others.</summary>
    public static PlacementGrid? ReadGrid(YamlFields fields, YamlValues values)
    {
        var center = Cell(fields.Required("center"), "the centre", values);
        // The bounds keep a grid's pairs (cells to the fourth power) countable.
        var spacing = values.Length(fields.Required("spacing"), "the distance of neighbouring cells", 0.001, 1);
        var cells = values.Integer(fields.Required("cells_per_edge"), "the number of cells along an edge", 2, 16);
        var region = values.Name(fields.Required("region"), "region", ["all", "outer_ring"]);
        return center is { } c && spacing is { } s && cells is { } edge && region is not null
            ? new(c, s, edge, region == "all" ? GridRegion.All : GridRegion.OuterRing)
            : null;
    }

    public static double? Distance(YamlNode? node, string what, YamlValues values) =>
        values.Length(node, $"the least distance of {what}", 0, TableReachMeters);

    private static (ImmutableArray<Placement>, string)? Fixed(YamlNode node, YamlValues values) =>
        Cell(node, "the object's place", values) is { } cell
            ? ([new(cell, null, null)], $"({cell.X:0.######}, {cell.Y:0.######}) m")
            : null;

    private static (ImmutableArray<Placement>, string)? Grid(YamlNode node, YamlFields fields, YamlValues values)
    {
        var grid = ReadGrid(fields, values);
        var distance = Distance(fields.Required("min_distance"), "object and receptacle", values);
        var thirdNode = fields.Optional("third");
        var third = YamlFields.Of(thirdNode, "the third place of a grid", values.Problems);
        var toObject = Distance(third?.Required("min_distance_to_object"), "the third place and the object", values);
        var toReceptacle = Distance(third?.Required("min_distance_to_receptacle"), "the third place and the receptacle", values);
        third?.RefuseOthers();
        if (grid is null || distance is not { } d || (thirdNode is not null && (toObject is null || toReceptacle is null)))
        {
            return null;
        }
        var places = thirdNode is null ? grid.Pairs(d) : grid.Triples(d, toObject!.Value, toReceptacle!.Value);
        if (places.IsEmpty)
        {
            values.Problems.Add(
                node,
                thirdNode is null
                    ? $"no two cells of this grid are farther apart than {d:0.######} m; make the grid larger or min_distance smaller"
                    : "no three cells of this grid are as far apart as asked; make the grid larger or the distances smaller"
            );
            return null;
        }
        return (places, $"{places.Length} {(thirdNode is null ? "pairs" : "triples")} of cells of {grid.Summary}");
    }

    private static string Format(Placement p) =>
        string.Join(' ', new[] { p.Object, p.Receptacle, p.Third }.OfType<Cell>().Select(c => $"{c.X:R} {c.Y:R}"));
}
