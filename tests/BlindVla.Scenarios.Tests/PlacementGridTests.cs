namespace BlindVla.Scenarios.Tests;

internal sealed class PlacementGridTests
{
    private static readonly PlacementGrid Training = new(new(-0.16, 0), 0.03, 6, GridRegion.All);
    private static readonly PlacementGrid Ring = new(new(-0.16, 0), 0.03, 8, GridRegion.OuterRing);

    [Test]
    public void Pairs_OfTheTrainingGrid_Are784() => Assert.That(Training.Pairs(0.07), Has.Length.EqualTo(784));

    [Test]
    public void Pairs_OfTheRing_Are628() => Assert.That(Ring.Pairs(0.07), Has.Length.EqualTo(628));

    [Test]
    public void Pairs_OfBothGrids_AreDistinct()
    {
        Assert.That(Training.Pairs(0.07), Is.Unique);
        Assert.That(Ring.Pairs(0.07), Is.Unique);
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

    // Of triples the public code counts between 1896 (no ties) and 2760 (all ties), by rounding; here no tie counts.
    [Test]
    public void Triples_OfTheTrainingGrid_Are1896WhicheverPairMustBeFar()
    {
        Assert.That(Training.Triples(0.07, 0.15, 0.07), Has.Length.EqualTo(1896).And.Unique);
        Assert.That(Training.Triples(0.07, 0.07, 0.15), Has.Length.EqualTo(1896).And.Unique);
        Assert.That(Training.Triples(0.07 - 1e-6, 0.15 - 1e-6, 0.07 - 1e-6), Has.Length.EqualTo(2760), "with every tie");
    }

    // Offsets (i, j) with i^2 + j^2 > 25 in units of the spacing.
    [Test]
    public void Pairs_AtExactlyTheMinimumDistance_AreAllTooNear()
    {
        var expected = (
            from a in Enumerable.Range(0, 36)
            from b in Enumerable.Range(0, 36)
            let i = (a / 6) - (b / 6)
            let j = (a % 6) - (b % 6)
            where (i * i) + (j * j) > 25
            select 1
        ).Count();

        Assert.That(Training.Pairs(0.15), Has.Length.EqualTo(expected));
        Assert.That(Training.Pairs(0.15 - 1e-6), Has.Length.GreaterThan(expected));
    }

    [TestCase(0.0, 0.0)]
    [TestCase(0.3, -0.2)]
    [TestCase(-0.16, 0.123456)]
    public void Pairs_WhereverTheGridLies_AreAsMany(double x, double y)
    {
        var moved = Training with { Center = new(x, y) };

        Assert.That(moved.Pairs(0.07), Has.Length.EqualTo(784));
        Assert.That(moved.Pairs(0.15), Has.Length.EqualTo(Training.Pairs(0.15).Length));
    }
}
