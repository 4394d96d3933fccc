using System.Net;
using System.Text.RegularExpressions;
using BlindVla.Evaluation;

namespace BlindVla.Reports.Tests;

internal sealed class RecipeSectionTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Write_SeedsOfThePapersSuite_HasARowForEachRecipeAndHollowMarksForWhatIsPublished()
    {
        var section = Section(
            "ood",
            isPapers: true,
            ("naive-0", "put-on-plate/vision/image", "+-+-"),
            ("naive-1", "put-on-plate/vision/image", "+---"),
            ("random-0", "put-on-plate/vision/image", "+++-"),
            ("random-1", "put-on-plate/vision/image", "++++")
        )!;

        Assert.Multiple(() =>
        {
            Assert.That(
                Regex
                    .Matches(section, "<tr><th scope=\"row\">(.*?)</tr>")
                    .Select(row => Regex.Replace(row.Groups[1].Value, "<[^>]*>", " ").Trim()),
                Is.EqualTo(new[] { "naive, 2 seeds  37.5  -  -  -  -  -", "random, 2 seeds  87.5  -  -  -  -  -" })
            );
            // One of naive in every environment of vision, none of random, none of the mean.
            Assert.That(
                Regex.Matches(section, "<td>([0-9]+)</td><td>[^<]*</td><td>Default").Select(mark => mark.Groups[1].Value),
                Is.EqualTo(new[] { "81", "67", "55", "71", "56" })
            );
            Assert.That(section, Does.Contain("Default, published: 81 ± 1 %").And.Contain("arXiv 2510.25616v1, Table 1)"));
            Assert.That(Regex.Matches(section, " hollow\"><path"), Has.Count.EqualTo(6), "five, and one in the legend");
            Assert.That(Regex.Matches(section, "<line class=\"seeds\""), Has.Count.EqualTo(3), "two rates and their difference");
        });
    }

    [Test]
    public void Write_SeedsOfAnotherSuite_HasNothingPublished()
    {
        var section = Section("some", isPapers: false, ("naive-0", "put/id", "+-+-"), ("naive-1", "put/id", "+---"));

        Assert.That(section, Is.Not.Null.And.Not.Contains("published").And.Not.Contains("Hollow"));
    }

    [Test]
    public void Write_OnePolicyOfAnotherSuite_HasNoSection() =>
        Assert.That(Section("some", isPapers: false, ("hold", "put/id", "+-+-")), Is.Null);

    private string? Section(string suite, bool isPapers, params IReadOnlyList<(string Policy, string Cell, string Outcomes)> rows)
    {
        var run = SomeRecipes.Run(_folder["run"], suite, rows);
        HtmlReport.Write(_folder["page.html"], ReportSide.Of([run]), gate: null, RecipeTable.Of([run], _ => isPapers));
        var match = Regex.Match(
            File.ReadAllText(_folder["page.html"]),
            "<section aria-labelledby=\"h-recipes\">.*?</section>",
            RegexOptions.Singleline
        );
        return match.Success ? WebUtility.HtmlDecode(match.Value) : null;
    }
}
