namespace BlindVla.Scenarios.Tests;

internal sealed class PlacementGridTests
{
    private static readonly PlacementGrid Training = new(-0.16, 0, 0.03, 6, GridRegion.All, 0.07);
    private static readonly PlacementGrid Ring = new(-0.16, 0, 0.03, 8, GridRegion.OuterRing, 0.07);

    [Test]
    public void Pairs_OfTheTrainingGrid_Are784() => Assert.That(Training.Pairs(), Has.Length.EqualTo(784));

    [Test]
    public void Pairs_OfTheRing_Are628() => Assert.That(Ring.Pairs(), Has.Length.EqualTo(628));

    [Test]
    public void Pairs_OfBothGrids_AreDistinct()
    {
        Assert.That(Training.Pairs(), Is.Unique);
        Assert.That(Ring.Pairs(), Is.Unique);
    }

    [Test]
    public void Cells_OfTheTrainingGrid_SpanThePublishedRange()
    {
        var cells = Training.Cells().ToList();

        Assert.That(cells, Has.Count.EqualTo(36));
        Assert.That((cells.Min(c => c.X), cells.Max(c => c.X)), Is.EqualTo((-0.235, -0.085)));
        Assert.That((cells.Min(c => c.Y), cells.Max(c => c.Y)), Is.EqualTo((-0.075, 0.075)));
    }

    [Test]
    public void Cells_OfTheRing_SpanThePublishedRangeAndLieOutsideTheTrainingGrid()
    {
        var cells = Ring.Cells().ToList();

        Assert.That(cells, Has.Count.EqualTo(28));
        Assert.That((cells.Min(c => c.X), cells.Max(c => c.X)), Is.EqualTo((-0.265, -0.055)));
        Assert.That((cells.Min(c => c.Y), cells.Max(c => c.Y)), Is.EqualTo((-0.105, 0.105)));
        Assert.That(cells.Intersect(Training.Cells()), Is.Empty);
    }

    // Upstream counts 1896 without ties and 2760 with all of them, for triples with this minimum; between the two lies rounding.
    // For pairs in the 6x6 grid: offsets (i, j) with i^2 + j^2 > 25 in units of the spacing.
    [Test]
    public void Pairs_AtExactlyTheMinimumDistance_AreAllTooNear()
    {
        var grid = Training with { MinDistance = 0.15 };

        var expected = (
            from a in Enumerable.Range(0, 36)
            from b in Enumerable.Range(0, 36)
            let i = (a / 6) - (b / 6)
            let j = (a % 6) - (b % 6)
            where (i * i) + (j * j) > 25
            select 1).Count();

        Assert.That(grid.Pairs(), Has.Length.EqualTo(expected));
        Assert.That((Training with { MinDistance = 0.15 - 1e-6 }).Pairs(), Has.Length.GreaterThan(expected));
    }

    [TestCase(0.0, 0.0)]
    [TestCase(0.3, -0.2)]
    [TestCase(-0.16, 0.123456)]
    public void Pairs_WhereverTheGridLies_AreAsMany(double x, double y)
    {
        var moved = Training with { CenterX = x, CenterY = y };

        Assert.That(moved.Pairs(), Has.Length.EqualTo(784));
        Assert.That((moved with { MinDistance = 0.15 }).Pairs(), Has.Length.EqualTo((Training with { MinDistance = 0.15 }).Pairs().Length));
    }
}
