namespace BlindVla.Evaluation.Tests.Recipes;

internal sealed class PaperTablesTests
{
    // Means over the environments of an axis, computed from the paper's Table 1 apart from this data.
    [TestCase("naive", "Semantic", 0.534)]
    [TestCase("naive", "Vision", 0.660)]
    [TestCase("naive", "Execution", 0.333)]
    [TestCase("align", "Semantic", 0.606)]
    [TestCase("align", "Vision", 0.724)]
    [TestCase("align", "Execution", 0.387)]
    [TestCase("freeze", "Semantic", 0.028)]
    [TestCase("freeze", "Vision", 0.016)]
    [TestCase("freeze", "Execution", 0.033)]
    public void Find_EveryEnvironmentOfAnAxis_HasItsMean(string recipe, string group, double expected)
    {
        var published = PaperTables
            .Columns["ood"]
            .Where(column => column.Group == group && !column.IsMean)
            .Select(column => PaperTables.Find(recipe, column)!)
            .ToList();

        Assert.That(published.Average(rate => rate.Rate), Is.EqualTo(expected).Within(0.0005));
        Assert.That(published.Select(rate => rate.Source), Has.All.EqualTo("arXiv 2510.25616v1, Table 1"));
    }

    [Test]
    public void Find_BoardTasks_AreThoseOfTable2()
    {
        var color = PaperTables.Columns["vl-think"].Single(column => column.Title == "Color");

        Assert.That(
            (PaperTables.Find("naive", color), PaperTables.Find("aligned", color)),
            Is.EqualTo(
                (
                    new PublishedRate("OpenVLA-7B", "arXiv 2510.25616v1, Table 2", 0.69, 0.02),
                    new PublishedRate("OpenVLA-7B Align", "arXiv 2510.25616v1, Table 2", 0.82, 0.02)
                )
            )
        );
    }

    [Test]
    public void Find_InDistributionMeansAndOtherRecipes_AreNotPublished()
    {
        var columns = PaperTables.Columns.Values.SelectMany(all => all).ToList();

        Assert.That(
            columns.Where(column => column.IsInDistribution || column.IsMean).Select(column => PaperTables.Find("naive", column)),
            Has.All.Null
        );
        Assert.That(columns.Select(column => PaperTables.Find("random", column)), Has.All.Null);
    }

    [Test]
    public void Columns_OfTheMean_AreThirteenEnvironments() =>
        Assert.That(PaperTables.Columns["ood"].Single(column => column.Title == "OOD mean").Cells.Distinct().Count(), Is.EqualTo(13));
}
