using System.Collections.Immutable;

namespace BlindVla.Scenarios;

/// <summary>A place on the table: world frame, metres.</summary>
internal readonly record struct Cell(double X, double Y)
{
    /// <summary>
    /// Metres. Cells lie on multiples of a spacing, so many pairs are exactly at a round distance (0.15 m in a 0.03 m grid) up to the
    /// last bit. "Farther than the minimum" must not depend on that bit, so a tie counts as too near.
    /// </summary>
    private const double DistanceTolerance = 1e-9;

    public bool IsFartherThan(double minimum, Cell other) =>
        Math.Sqrt(((X - other.X) * (X - other.X)) + ((Y - other.Y) * (Y - other.Y))) > minimum + DistanceTolerance;
}

/// <summary>Where things are dropped.</summary>
/// <param name="Object">What must be moved.</param>
/// <param name="Receptacle">Where it must go; null where boards say so.</param>
/// <param name="Third">Of a second object or receptacle, or where the object is moved to; null where there is no such thing.</param>
internal sealed record Placement(Cell Object, Cell? Receptacle, Cell? Third);

internal enum GridRegion
{
    All,
    OuterRing,
}

/// <summary>A square grid of cells over the table.</summary>
internal sealed record PlacementGrid(Cell Center, double Spacing, int CellsPerEdge, GridRegion Region)
{
    public string Summary =>
        $"{(Region == GridRegion.All ? $"a {CellsPerEdge}x{CellsPerEdge} grid" : $"the outer ring of an {CellsPerEdge}x{CellsPerEdge} grid")}, "
        + $"{Spacing:0.######} m apart around ({Center.X:0.######}, {Center.Y:0.######}) m";

    /// <summary>Row by row, from the corner with the smallest x and y.</summary>
    public ImmutableArray<Cell> Cells()
    {
        var last = CellsPerEdge - 1;
        return
        [
            .. from i in Enumerable.Range(0, CellsPerEdge)
               from j in Enumerable.Range(0, CellsPerEdge)
               where Region == GridRegion.All || i == 0 || j == 0 || i == last || j == last
               select new Cell(At(Center.X, i), At(Center.Y, j)),
        ];
    }

    /// <summary>Every ordered pair of cells, for object and receptacle, farther apart than a distance.</summary>
    public ImmutableArray<Placement> Pairs(double objectToReceptacle)
    {
        var cells = Cells();
        return
        [
            .. from a in cells
               from b in cells
               where a != b && a.IsFartherThan(objectToReceptacle, b)
               select new Placement(a, b, null),
        ];
    }

    /// <summary>Every ordered triple of cells, each two farther apart than their distance.</summary>
    public ImmutableArray<Placement> Triples(double objectToReceptacle, double objectToThird, double receptacleToThird)
    {
        var cells = Cells();
        return
        [
            .. from pair in Pairs(objectToReceptacle)
               from c in cells
               where c != pair.Object && c != pair.Receptacle
                   && c.IsFartherThan(objectToThird, pair.Object) && c.IsFartherThan(receptacleToThird, pair.Receptacle!.Value)
               select pair with { Third = c },
        ];
    }

    private double At(double center, int cell) => Exactness.Round(center + ((cell - ((CellsPerEdge - 1) / 2.0)) * Spacing));
}
