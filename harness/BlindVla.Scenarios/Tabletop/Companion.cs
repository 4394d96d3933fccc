using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Scenarios;

/// <summary>A second thing of a kind, never the same as the first.</summary>
/// <param name="Entries">What it may be.</param>
/// <param name="UpstreamRule">
/// Counts from the first thing's index in the benchmark's list, as the public code does, instead of from its place among the entries. In
/// the held-out split of objects the second thing then is the first in one of eight cases (a fault there): one object lies on the table.
/// </param>
internal sealed record Companion(ImmutableArray<CatalogueAsset> Entries, bool UpstreamRule)
{
    public string Canonical =>
        string.Join('\n', [.. Entries.Select(e => e.Canonical), .. UpstreamRule ? ["upstream rule"] : Array.Empty<string>()]);

    public CatalogueAsset Beside(CatalogueAsset first, KeyedRandom random)
    {
        var place = Entries.IndexOf(first);
        if (place < 0)
        {
            return random.Choose(Entries);
        }
        var turn = 1 + random.NextInt(Entries.Length - 1);
        return Entries[((UpstreamRule ? first.Index : place) + turn) % Entries.Length];
    }
}
