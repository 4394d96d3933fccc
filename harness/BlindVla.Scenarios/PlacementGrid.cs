using System.Collections.Immutable;

namespace BlindVla.Scenarios;

/// <summary>Where object and receptacle are dropped: world frame, metres.</summary>
internal readonly record struct CellPair(double ObjectX, double ObjectY, double ReceptacleX, double ReceptacleY);

internal enum GridRegion
{
    All,
    OuterRing,
}

/// <summary>A square grid of cells over the table, of which object and receptacle get two that are far enough apart.</summary>
internal sealed record PlacementGrid(
    double CenterX, double CenterY, double Spacing, int CellsPerEdge, GridRegion Region, double MinDistance)
{
    /// <summary>
    /// Metres. Cells lie on multiples of the spacing, so many pairs are exactly at a round distance (0.15 m in a 0.03 m grid) up to the
    /// last bit. "Farther than the minimum" must not depend on that bit, so a tie counts as too near.
    /// </summary>
    private const double DistanceTolerance = 1e-9;

    /// <summary>Row by row, from the corner with the smallest x and y.</summary>
    public IEnumerable<(double X, double Y)> Cells()
    {
        var last = CellsPerEdge - 1;
        for (var i = 0; i <= last; i++)
        {
            for (var j = 0; j <= last; j++)
            {
                if (Region == GridRegion.All || i == 0 || j == 0 || i == last || j == last)
                {
                    yield return (At(CenterX, i), At(CenterY, j));
                }
            }
        }
    }

    /// <summary>Every ordered pair of cells farther apart than the minimum distance.</summary>
    public ImmutableArray<CellPair> Pairs()
    {
        var cells = Cells().ToList();
        return
        [
            .. from a in cells
               from b in cells
               where a != b && Math.Sqrt(((a.X - b.X) * (a.X - b.X)) + ((a.Y - b.Y) * (a.Y - b.Y))) > MinDistance + DistanceTolerance
               select new CellPair(a.X, a.Y, b.X, b.Y),
        ];
    }

    private double At(double center, int cell) => Exactness.Round(center + ((cell - ((CellsPerEdge - 1) / 2.0)) * Spacing));
}
