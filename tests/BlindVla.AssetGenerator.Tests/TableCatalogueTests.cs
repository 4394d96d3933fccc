using BlindVla.AssetGenerator.Tables;

namespace BlindVla.AssetGenerator.Tests;

internal sealed class TableCatalogueTests
{
    // The benchmark's own check of the camera: corners of the placement grid, and where the gripper starts.
    [TestCase(-0.235, -0.075, 0.8695, 271, 179)]
    [TestCase(-0.235, 0.075, 0.8695, 421, 232)]
    [TestCase(-0.085, -0.075, 0.8695, 169, 283)]
    [TestCase(-0.085, 0.075, 0.8695, 339, 360)]
    [TestCase(-0.1451, 0.0341, 1.0053, 330, 138)]
    public void Project_KnownPoint_LandsWhereTheBenchmarkSeesIt(double x, double y, double z, double column, double row)
    {
        var seen = ThirdViewCamera.Project(new(x, y, z));

        Assert.That(seen.Column, Is.EqualTo(column).Within(1));
        Assert.That(seen.Row, Is.EqualTo(row).Within(1));
    }

    [Test]
    public void Ray_OfAProjectedPoint_PassesThroughIt()
    {
        var point = new Geometry.Vector3(-0.2, 0.05, 0.87);
        var (column, row, _) = ThirdViewCamera.Project(point);

        var ray = ThirdViewCamera.Ray(column, row);

        Assert.That(ray.Cross(point - ThirdViewCamera.Position).Length, Is.LessThan(1e-12));
    }

    // The scenarios' catalogue calls the benchmark's tables by these names.
    [Test]
    public void Names_OfTheTables_AreTheBenchmarksTwentyOneInItsOrder() =>
        Assert.That(
            Names(),
            Is.EqualTo(
                new[]
                {
                    "oak",
                    "blue_plastic",
                    "white_marble",
                    "picnic_cloth",
                    "walnut",
                    "beech",
                    "yellow_desk",
                    "grey_laminate",
                    "bamboo",
                    "concrete",
                    "cherry",
                    "pink_table",
                    "slate",
                    "grass",
                    "cork",
                    "colorful_desk",
                    "glass",
                    "green_felt",
                    "pink_desk",
                    "stone",
                    "dining",
                }
            )
        );

    [Test]
    public void Seeds_OfTheGrain_AreDistinct() => Assert.That(TableCatalogue.All.Select(table => table.GrainSeed), Is.Unique);

    [Test]
    public void TableTops_ShowEveryPlacement([ValueSource(nameof(Names))] string name)
    {
        // The widest placement ring of the benchmark must lie on wood, not on the floor beyond.
        var table = TableCatalogue.All.Single(candidate => candidate.Name == name);

        Assert.That(table.MinX, Is.LessThan(-0.265 - 0.07));
        Assert.That(table.MaxX, Is.GreaterThan(-0.055 + 0.07));
        Assert.That(table.MinY, Is.LessThan(-0.105 - 0.07));
        Assert.That(table.MaxY, Is.GreaterThan(0.105 + 0.07));
    }

    private static IEnumerable<string> Names() => TableCatalogue.All.Select(table => table.Name);
}
