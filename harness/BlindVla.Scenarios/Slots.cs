using System.Collections.Immutable;
using BlindVla.Scenarios.Yaml;

namespace BlindVla.Scenarios;

/// <summary>A part of a scene that tasks and perturbations may set.</summary>
internal abstract class Slot(string name)
{
    public string Name { get; } = name;

    /// <summary>What a suite file says about it, or null after having reported what is wrong.</summary>
    public abstract SlotChoices? Read(YamlNode node, Catalogue catalogue, YamlValues values);
}

/// <param name="format">A value in full, for the suite's digest.</param>
/// <param name="read">The values that a suite file gives, and how to show them to people.</param>
internal sealed class Slot<T>(
    string name, Func<T, string> format, Func<YamlNode, Catalogue, YamlValues, (ImmutableArray<T> Values, string Summary)?> read)
    : Slot(name)
{
    public override SlotChoices? Read(YamlNode node, Catalogue catalogue, YamlValues values) =>
        read(node, catalogue, values) is { } choices ? new SlotChoices<T>(Name, choices.Summary, choices.Values, format) : null;
}

/// <summary>Every slot there is. A new kind of perturbation is a new slot here and its use in <see cref="EpisodeSampler"/>.</summary>
internal static class Slots
{
    private const double TableReachMeters = 2;
    private const double FingerReachMeters = 0.05;
    private const int ArmJoints = 6;

    public static Slot<CatalogueAsset> Object { get; } = Asset("object", "object", c => c.Objects);

    public static Slot<CatalogueAsset> Receptacle { get; } = Asset("receptacle", "receptacle", c => c.Receptacles);

    public static Slot<CatalogueAsset> Table { get; } = Asset("table", "table", c => c.Tables);

    public static Slot<InstructionTemplate> Template { get; } = new(
        "template",
        template => $"{template.Id}|{template.Split}|{template.Text}",
        (node, catalogue, values) => Select(node, "template", catalogue.Templates, values) is { } chosen
            ? (chosen, chosen.Length == 1 ? $"\"{chosen[0].Text}\"" : $"{chosen.Length} wordings, such as \"{chosen[0].Text}\"")
            : null);

    public static Slot<CellPair> Placement { get; } = new(
        "placement", pair => $"{pair.ObjectX:R} {pair.ObjectY:R} {pair.ReceptacleX:R} {pair.ReceptacleY:R}", ReadPlacement);

    public static Slot<double> ObjectYaw { get; } = Angles("object_yaw");

    public static Slot<double> ReceptacleYaw { get; } = Angles("receptacle_yaw");

    public static Slot<double> ObjectHeight { get; } =
        Lengths("object_height", "the height of the object's origin before it is dropped", 0, TableReachMeters);

    public static Slot<double> ReceptacleHeight { get; } =
        Lengths("receptacle_height", "the height of the receptacle's origin before it is dropped", 0, TableReachMeters);

    public static Slot<ImmutableArray<double>> ArmJointPositions { get; } = new(
        "arm_joint_positions",
        joints => string.Join(' ', joints.Select(j => $"{j:R}")),
        (node, _, values) =>
        {
            if (values.List(node, $"the angles of {ArmJoints} joints", n => values.Angle(n, "a joint position")) is not { } joints)
            {
                return null;
            }
            if (joints.Length != ArmJoints)
            {
                values.Problems.Add(node, $"expected the angles of {ArmJoints} joints, waist to wrist_rotate, found {joints.Length}");
                return null;
            }
            return ([joints], $"{string.Join(", ", joints.Select(j => $"{j:0.###}"))} rad");
        });

    public static Slot<double> FingerPosition { get; } =
        Lengths("finger_position", "the distance of each finger from the gripper's centre line", 0, FingerReachMeters);

    public static ImmutableArray<Slot> All { get; } =
        [Object, Receptacle, Table, Template, Placement, ObjectYaw, ReceptacleYaw, ObjectHeight, ReceptacleHeight, ArmJointPositions, FingerPosition];

    private static Slot<CatalogueAsset> Asset(string name, string kind, Func<Catalogue, ImmutableArray<CatalogueAsset>> entries) => new(
        name,
        asset => $"{asset.Id}|{asset.Index}|{asset.Split}|{asset.Name}",
        (node, catalogue, values) => Select(node, kind, entries(catalogue), values) is { } chosen
            ? (chosen, string.Join(", ", chosen.Select(a => a.Id)))
            : null);

    private static Slot<double> Angles(string name) => new(
        name,
        radians => $"{radians:R}",
        (node, _, values) => values.OneOrMore(node, "angles", n => values.Angle(n, "an angle")) is { } angles
            ? (angles, $"{string.Join(", ", angles.Select(a => $"{a * 180 / Math.PI:0.######}"))} deg")
            : null);

    private static Slot<double> Lengths(string name, string what, double minimum, double maximum) => new(
        name,
        meters => $"{meters:R}",
        (node, _, values) => values.OneOrMore(node, what, n => values.Length(n, what, minimum, maximum)) is { } lengths
            ? (lengths, $"{string.Join(", ", lengths.Select(l => $"{l:0.######}"))} m")
            : null);

    /// <summary>A split of the catalogue, or those of its entries that are named.</summary>
    private static ImmutableArray<T>? Select<T>(YamlNode node, string kind, ImmutableArray<T> entries, YamlValues values)
        where T : CatalogueEntry
    {
        if (YamlFields.Of(node, $"a choice of {kind}s ('split', and 'only' to restrict it)", values.Problems) is not { } fields)
        {
            return null;
        }
        var splitNode = fields.Required("split");
        var onlyNode = fields.Optional("only");
        fields.RefuseOthers();
        var ids = entries.Select(e => e.Id).ToList();
        var only = onlyNode is null ? null : values.List(onlyNode, $"names of {kind}s", n => values.Name(n, kind, ids));
        if (Catalogue.ReadSplit(splitNode, values) is not { } split || (onlyNode is not null && only is null))
        {
            return null;
        }
        var inSplit = entries.Where(e => e.Split == split).ToImmutableArray();
        if (inSplit.IsEmpty)
        {
            var others = string.Join(", ", entries.Select(e => Word(e.Split)).Distinct());
            values.Problems.Add(splitNode!, $"the catalogue has no {kind} in the split '{Word(split)}', only in: {others}");
            return null;
        }
        if (only is not { } names)
        {
            return inSplit;
        }
        var fits = true;
        for (var i = 0; i < names.Length; i++)
        {
            var at = ((YamlList)onlyNode!).Items[i];
            var found = entries.First(e => e.Id == names[i]).Split;
            if (found != split)
            {
                values.Problems.Add(at, $"the {kind} '{names[i]}' is in the split '{Word(found)}', not in '{Word(split)}'");
                fits = false;
            }
            if (names.IndexOf(names[i]) < i)
            {
                values.Problems.Add(at, $"the {kind} '{names[i]}' is listed twice");
                fits = false;
            }
        }
        return fits ? [.. inSplit.Where(e => names.Contains(e.Id))] : null;
    }

    private static (ImmutableArray<CellPair> Values, string Summary)? ReadPlacement(YamlNode node, Catalogue catalogue, YamlValues values)
    {
        if (YamlFields.Of(node, "a placement grid", values.Problems) is not { } fields)
        {
            return null;
        }
        var centerNode = fields.Required("center");
        var center = values.List(
            centerNode, "the centre, x and y", n => values.Length(n, "a coordinate", -TableReachMeters, TableReachMeters));
        if (center is { Length: not 2 })
        {
            values.Problems.Add(centerNode!, $"expected the centre as x and y, found {center.Value.Length} values");
        }
        // The bounds keep a grid's pairs (cells to the fourth power) countable.
        var spacing = values.Length(fields.Required("spacing"), "the distance of neighbouring cells", 0.001, 1);
        var cells = values.Integer(fields.Required("cells_per_edge"), "the number of cells along an edge", 2, 16);
        var region = values.Name(fields.Required("region"), "region", ["all", "outer_ring"]);
        var distance = values.Length(fields.Required("min_distance"), "the least distance of object and receptacle", 0, TableReachMeters);
        fields.RefuseOthers();
        if (center is not { Length: 2 } c || spacing is not { } s || cells is not { } edge || region is null || distance is not { } d)
        {
            return null;
        }
        var grid = new PlacementGrid(c[0], c[1], s, edge, region == "all" ? GridRegion.All : GridRegion.OuterRing, d);
        var pairs = grid.Pairs();
        if (pairs.IsEmpty)
        {
            values.Problems.Add(
                node, $"no two cells of this grid are farther apart than {d:0.######} m; make the grid larger or min_distance smaller");
            return null;
        }
        var cellsText = grid.Region == GridRegion.All ? $"a {edge}x{edge} grid" : $"the outer ring of an {edge}x{edge} grid";
        return (pairs, $"{pairs.Length} pairs of cells of {cellsText}, {s:0.######} m apart around ({c[0]:0.######}, {c[1]:0.######}) m");
    }

    private static string Word(CatalogueSplit split) => split.ToString().ToLowerInvariant();
}
