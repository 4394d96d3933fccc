using System.Collections.Immutable;
using BlindVla.Files;

namespace BlindVla.Scenarios;

/// <summary>
/// What the key <c>factors</c> of a scene or an override says: a slot of its own for each name, so that an axis changes those it names.
/// Which there are, and within which bounds, is the world's to say.
/// </summary>
internal static class FactorSlots
{
    public const string Key = "factors";

    private const string Prefix = $"{Key}.";

    /// <summary>The slot with a name that is a factor's; null for any other.</summary>
    public static Slot? Find(string slot) => slot.StartsWith(Prefix, StringComparison.Ordinal) ? Of(slot[Prefix.Length..]) : null;

    /// <summary>The slots that are mentioned, each with its entry in the file; null after having reported what is wrong.</summary>
    public static IReadOnlyList<(Slot Slot, YamlEntry Entry)>? In(YamlNode node, ProblemList problems)
    {
        if (node is not YamlMap map)
        {
            problems.Add(node, $"expected a mapping of factors of the world, each with its name, found {node.Kind}");
            return null;
        }
        var misnamed = map
            .Entries.Where(entry => !entry.Key.Text.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_'))
            .ToList();
        foreach (var entry in misnamed)
        {
            problems.Add(entry.Key, $"expected the name of a factor: lower-case letters, digits and underscores, found {entry.Key.Kind}");
        }
        return misnamed.Count > 0 ? null : [.. map.Entries.Select(entry => ((Slot)Of(entry.Key.Text), entry))];
    }

    public static ImmutableSortedDictionary<string, double> Draw(SlotDraws draws) =>
        draws
            .Mentioned.Where(slot => slot.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(slot => slot[Prefix.Length..])
            .ToImmutableSortedDictionary(name => name, name => draws.Value(Of(name)), StringComparer.Ordinal);

    private static Slot<double> Of(string name) =>
        new(Prefix + name, NumberReader.Factors($"the factor of {name.Replace('_', ' ')}", 0.001, 1000)) { IsOptional = true, Neutral = 1 };
}
