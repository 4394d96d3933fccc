using System.Collections.Immutable;

namespace BlindVla.Scenarios;

/// <summary>A square grid of cells over the table.</summary>
internal sealed record PlacementGrid(Cell Center, double Spacing, int CellsPerEdge, GridRegion Region)
{
    public string Summary =>
        $"{(Region == GridRegion.All ? "a" : "the outer ring of an")} {CellsPerEdge}x{CellsPerEdge} grid, "
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
        return [.. from a in cells from b in cells where a != b && a.IsFartherThan(objectToReceptacle, b) select new Placement(a, b, null)];
    }

    /// <summary>Every ordered triple of cells, each two farther apart than their distance.</summary>
    public ImmutableArray<Placement> Triples(double objectToReceptacle, double objectToThird, double receptacleToThird)
    {
        var cells = Cells();
        return
        [
            .. from pair in Pairs(objectToReceptacle)
            from c in cells
            where
                c != pair.Object
                && c != pair.Receptacle
                && c.IsFartherThan(objectToThird, pair.Object)
                && c.IsFartherThan(receptacleToThird, pair.Receptacle!.Value)
            select pair with
            {
                Third = c,
            },
        ];
    }

    private double At(double center, int cell) => Exactness.Round(center + ((cell - ((CellsPerEdge - 1) / 2.0)) * Spacing));
}
