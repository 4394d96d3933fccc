using System.Collections.Immutable;
using BlindVla.Files;

namespace BlindVla.Scenarios;

/// <summary>Slots whose values are entries of the catalogue: a split, or those of its entries that are named.</summary>
internal static class CatalogueChoice
{
    /// <summary>Stands for what is seen in training and what is held out together.</summary>
    private const string AllSplits = "all";

    public static SlotReader<CatalogueAsset> Assets(string kind, Func<Catalogue, ImmutableArray<CatalogueAsset>> entries) =>
        (slot, node, catalogue, values) =>
            Read(node, kind, entries(catalogue), values) is { } chosen ? new(slot, Names(chosen), chosen, asset => asset.Canonical) : null;

    public static SlotChoices<InstructionTemplate>? Templates(string slot, YamlNode node, Catalogue catalogue, YamlValues values) =>
        Read(node, "template", catalogue.Templates, values) is { } chosen
            ? new(
                slot,
                chosen.Length == 1 ? $"\"{chosen[0].Text}\"" : $"{chosen.Length} wordings, such as \"{chosen[0].Text}\"",
                chosen,
                template => $"{template.Id}|{template.Split}|{template.Text}"
            )
            : null;

    public static string Names(IEnumerable<CatalogueAsset> assets) => string.Join(", ", assets.Select(a => a.Id));

    private static ImmutableArray<T>? Read<T>(YamlNode node, string kind, ImmutableArray<T> entries, YamlValues values)
        where T : CatalogueEntry
    {
        if (YamlFields.Of(node, $"a choice of {kind}s ('split', and 'only' to restrict it)", values.Problems) is not { } fields)
        {
            return null;
        }
        var chosen = Select(fields, kind, entries, values);
        fields.RefuseOthers();
        return chosen;
    }

    /// <summary>Reads the keys <c>split</c> and <c>only</c> of a mapping that may have others.</summary>
    public static ImmutableArray<T>? Select<T>(YamlFields fields, string kind, ImmutableArray<T> entries, YamlValues values)
        where T : CatalogueEntry
    {
        var splitNode = fields.Required("split");
        var onlyNode = fields.Optional("only");
        var ids = entries.Select(e => e.Id).ToList();
        var only = onlyNode is null ? null : values.List(onlyNode, $"names of {kind}s", n => values.Name(n, kind, ids));
        var split = values.Name(splitNode, "split", [.. Catalogue.SplitNames, AllSplits]);
        if (split is null || (onlyNode is not null && only is null))
        {
            return null;
        }
        var inSplit = entries.Where(e => IsIn(e, split)).ToImmutableArray();
        if (inSplit.IsEmpty)
        {
            var others = string.Join(", ", entries.Select(e => Catalogue.NameOf(e.Split)).Distinct());
            values.Problems.Add(splitNode!, $"the catalogue has no {kind} in the split '{split}', only in: {others}");
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
            var found = entries.First(e => e.Id == names[i]);
            if (!IsIn(found, split))
            {
                values.Problems.Add(at, $"the {kind} '{names[i]}' is in the split '{Catalogue.NameOf(found.Split)}', not in '{split}'");
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

    private static bool IsIn(CatalogueEntry entry, string split) =>
        split == AllSplits ? entry.Split != CatalogueSplit.Unused : Catalogue.NameOf(entry.Split) == split;
}
