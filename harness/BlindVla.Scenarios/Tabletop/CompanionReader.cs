using System.Collections.Immutable;
using BlindVla.Files;

namespace BlindVla.Scenarios;

/// <summary>Slots that say what else lies on the table.</summary>
internal static class CompanionReader
{
    public static SlotReader<Companion?> Second(string kind, Func<Catalogue, ImmutableArray<CatalogueAsset>> entries) =>
        (slot, node, catalogue, values) =>
        {
            if (YamlFields.Of(node, $"a choice of {kind}s ('split', 'only' to restrict it, 'rule')", values.Problems) is not { } fields)
            {
                return null;
            }
            var chosen = CatalogueChoice.Select(fields, kind, entries(catalogue), values);
            var ruleNode = fields.Optional("rule");
            var rule = ruleNode is null ? "another" : values.Name(ruleNode, "rule", ["another", "upstream"]);
            fields.RefuseOthers();
            if (chosen is not { } some || rule is null)
            {
                return null;
            }
            if (some.Length < 2)
            {
                values.Problems.Add(node, $"expected at least two {kind}s, so that there is always another one, found {some.Length}");
                return null;
            }
            return new(slot, $"another of {CatalogueChoice.Names(some)}", [new Companion(some, rule == "upstream")], c => c!.Canonical)
            {
                Count = some.Length - 1,
            };
        };

    public static SlotChoices<Distractors?>? Distractors(string slot, YamlNode node, Catalogue catalogue, YamlValues values)
    {
        if (YamlFields.Of(node, "distractors", values.Problems) is not { } fields)
        {
            return null;
        }
        var chosen = CatalogueChoice.Select(fields, "object", catalogue.Objects, values);
        var count = values.Integer(fields.Required("count"), "the number of distractors", 1, 100);
        var grid = PlacementReader.ReadGrid(fields, values);
        var distance = PlacementReader.Distance(fields.Required("min_distance"), "a distractor and anything else", values);
        fields.RefuseOthers();
        if (chosen is not { } some || count is not { } n || grid is null || distance is not { } d)
        {
            return null;
        }
        if (some.Length <= n)
        {
            values.Problems.Add(node, $"expected more than {n} objects, so that each distractor is another one, found {some.Length}");
            return null;
        }
        return new(slot, $"{n} of {CatalogueChoice.Names(some)} on {grid.Summary}", [new Distractors(some, n, grid.Cells(), d)], c =>
            c!.Canonical
        )
        {
            Count = some.Length - 1,
        };
    }
}
