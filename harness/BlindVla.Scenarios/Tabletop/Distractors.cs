using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Scenarios;

/// <summary>Things that lie about and are not talked about, each another one.</summary>
/// <param name="Entries">What they may be.</param>
/// <param name="Cells">Where they may lie.</param>
/// <param name="MinDistance">From everything else, metres; farther than this.</param>
internal sealed record Distractors(ImmutableArray<CatalogueAsset> Entries, int Count, ImmutableArray<Cell> Cells, double MinDistance)
{
    public string Canonical =>
        string.Join('\n', [$"{Count} {MinDistance:R}", .. Entries.Select(e => e.Canonical), .. Cells.Select(c => $"{c.X:R} {c.Y:R}")]);

    /// <summary>The same first ones, whatever their number is.</summary>
    public ImmutableArray<(CatalogueAsset Asset, Cell Cell)> Among(IEnumerable<string> assets, IEnumerable<Cell> taken, KeyedRandom random)
    {
        var kinds = Entries.Where(e => !assets.Contains(e.Id)).ToList();
        var cells = Cells.Where(c => taken.All(other => c.IsFartherThan(MinDistance, other))).ToList();
        var drawn = ImmutableArray.CreateBuilder<(CatalogueAsset, Cell)>();
        for (var i = 0; i < Count; i++)
        {
            var (asset, cell) = (random.Choose(kinds), random.Choose(cells));
            kinds.Remove(asset);
            cells.RemoveAll(c => !c.IsFartherThan(MinDistance, cell));
            drawn.Add((asset, cell));
        }
        return drawn.ToImmutable();
    }

    /// <summary>Whether cells are left for the last one, wherever the other things lie.</summary>
    public bool FitAmong(ImmutableArray<Placement> placements)
    {
        var takenByOthers = placements.Max(p =>
            Cells.Count(c => new[] { p.Object, p.Receptacle, p.Third }.Any(o => o is { } other && Near(c, other)))
        );
        return takenByOthers + ((Count - 1) * Cells.Max(each => Cells.Count(c => Near(c, each)))) < Cells.Length;

        bool Near(Cell a, Cell b) => !a.IsFartherThan(MinDistance, b);
    }
}
