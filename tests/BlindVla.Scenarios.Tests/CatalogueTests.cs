namespace BlindVla.Scenarios.Tests;

internal sealed class CatalogueTests
{
    [Test]
    public void Templates_AreTheBenchmarksTwentyOne()
    {
        var templates = Shipped.Catalogue.Templates;

        Assert.That(templates.Select(t => t.Index), Is.EqualTo(Enumerable.Range(0, 21)));
        Assert.That(templates.Select(t => t.Text), Is.Unique);
        Assert.That(templates.Where(t => t.Split == CatalogueSplit.Train).Select(t => t.Index), Is.EqualTo(new[] { 0 }));
        Assert.That(templates.Where(t => t.Split == CatalogueSplit.Test).Select(t => t.Index), Is.EqualTo(Enumerable.Range(1, 16)));
        Assert.That(templates[13].Text, Does.Contain("it’s"));
    }

    [Test]
    public void Entries_FollowTheBenchmarksSplitsByIndex()
    {
        static CatalogueSplit Expected(int index, int firstHeldOut) => index < firstHeldOut ? CatalogueSplit.Train : CatalogueSplit.Test;

        Assert.That(Shipped.Catalogue.Objects.Where(e => e.Split != Expected(e.Index, 16)), Is.Empty);
        Assert.That(Shipped.Catalogue.Receptacles.Where(e => e.Split != Expected(e.Index, 1)), Is.Empty);
        Assert.That(Shipped.Catalogue.Tables.Where(e => e.Split != Expected(e.Index, 16)), Is.Empty);
    }

    [Test]
    public void Render_PutsTheNamesInPlace()
    {
        var template = new InstructionTemplate("on the {receptacle}, put the {object}", 10, CatalogueSplit.Test);
        var can = Shipped.Catalogue.Objects.Single(o => o.Id == "7up_can");

        Assert.That(template.Render(can, Shipped.Catalogue.Receptacles[0]), Is.EqualTo("on the plate, put the 7up can"));
    }

    [Test]
    public void Load_WrongFiles_ReportsTheProblemsOfAllOfThem()
    {
        using var folder = new TemporaryFolder();
        folder.Write("objects.yaml", "schema_version: 1\nobjects:\n  - {id: A b, name: x, index: 0, split: train}\n  - {id: c, name: x, index: -1, split: seen}\n");
        folder.Write("receptacles.yaml", "schema_version: 1\nreceptacles:\n  - {id: plate, name: plate, index: 0, split: train}\n  - {id: disk, name: disk, index: 0, split: test, colour: red}\n");
        folder.Write("tables.yaml", "schema_version: 1\ntables: []\n");

        var problems = Assert.Throws<SuiteException>(() => Catalogue.Load(folder.Path))!.Problems;

        Assert.That(problems.Select(p => $"{Path.GetFileName(p.Source)}:{p.Line}:{p.Column}: {p.Message}"), Is.EqualTo(new[]
        {
            "objects.yaml:3:10: expected an asset name: lower-case letters, digits and single underscores, found 'A b'",
            "objects.yaml:4:29: expected an index from 0 to 9999, found -1",
            "objects.yaml:4:40: there is no split 'seen'; there is test, train, unused",
            "receptacles.yaml:4:5: 'disk' has the id or the index of 'plate' on line 3; both must be unique",
            "receptacles.yaml:4:51: an entry has no key 'colour'; there is id, index, name, split",
            "tables.yaml:2:9: expected tables, found an empty list",
            "instructions.yaml:0:0: there is no such file; there is objects.yaml, receptacles.yaml, tables.yaml",
        }));
    }

    [TestCase("put {object} there")]
    [TestCase("put {object} on {object}")]
    [TestCase("put {object} on {plate}")]
    [TestCase("put {object} and {object} on {receptacle}")]
    [TestCase("put {object} on {receptacle} {now}")]
    [TestCase("put {object} on {receptacle}}")]
    public void Load_TemplateWithOtherPlaces_IsRefused(string text)
    {
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "objects", "receptacles", "tables" })
        {
            folder.Write($"{name}.yaml", File.ReadAllText(Path.Combine(Shipped.Folder, "catalogue", $"{name}.yaml")));
        }
        folder.Write("instructions.yaml", $"schema_version: 1\ninstructions:\n  - {{index: 0, split: train, text: \"{text}\"}}\n");

        var problem = Assert.Throws<SuiteException>(() => Catalogue.Load(folder.Path))!.Problems.Single();

        Assert.That((problem.Line, problem.Column), Is.EqualTo((3, 36)));
        Assert.That(problem.Message, Does.StartWith("expected a wording with {object} and {receptacle} once each"));
    }
}
