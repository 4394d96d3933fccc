using BlindVla.Files;

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
    public void Sha256_OfAnyOtherEntry_IsAnother()
    {
        var catalogue = Shipped.Catalogue;
        Catalogue[] others =
        [
            catalogue with
            {
                Objects = catalogue.Objects.SetItem(24, catalogue.Objects[24] with { Name = "another" }),
            },
            catalogue with
            {
                Tables = catalogue.Tables.SetItem(0, catalogue.Tables[0] with { Split = CatalogueSplit.Unused }),
            },
            catalogue with
            {
                Receptacles = catalogue.Receptacles[1..],
            },
            catalogue with
            {
                Textures = catalogue.Textures.SetItem(3, catalogue.Textures[3] with { Index = 99 }),
            },
            catalogue with
            {
                Boards = catalogue.Boards.SetItem(7, catalogue.Boards[7] with { Shape = "another" }),
            },
            catalogue with
            {
                Templates = catalogue.Templates.SetItem(2, catalogue.Templates[2] with { Text = "{object} {receptacle}" }),
            },
        ];

        Assert.That(others.Select(other => other.Sha256).Append(catalogue.Sha256), Is.Unique);
        Assert.That(Catalogue.Load(Path.Combine(Shipped.Folder, "catalogue")).Sha256, Is.EqualTo(catalogue.Sha256));
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
    public void Entries_AreAsManyAsTheBenchmarkHas()
    {
        var catalogue = Shipped.Catalogue;

        Assert.That(catalogue.Objects.Select(e => e.Index), Is.EqualTo(Enumerable.Range(0, 25)));
        Assert.That(catalogue.Receptacles.Select(e => e.Index), Is.EqualTo(Enumerable.Range(0, 17)));
        Assert.That(catalogue.Tables.Select(e => e.Index), Is.EqualTo(Enumerable.Range(0, 21)));
        Assert.That(catalogue.Textures.Select(e => e.Index), Is.EqualTo(Enumerable.Range(1, 16)));
        Assert.That(catalogue.Textures.Select(e => e.Split), Is.All.EqualTo(CatalogueSplit.Test));
        Assert.That(
            catalogue.Objects.Single(o => o.Index == 5).Name,
            Is.EqualTo("zuchinni"),
            "the benchmark's spelling reaches the instruction"
        );
        Assert.That(catalogue.Objects.Single(o => o.Index == 15).Name, Is.EqualTo("BBQ sauce"));
    }

    [Test]
    public void Boards_AreTheBenchmarks188()
    {
        var boards = Shipped.Catalogue.Boards;

        Assert.That(boards.CountBy(b => b.Category).Select(c => c.Value).Order(), Is.EqualTo(new[] { 4, 8, 9, 14, 17, 24, 112 }));
        Assert.That(
            boards.Select(b => b.Shape).OfType<string>().Distinct().Order(),
            Is.EqualTo(
                new[]
                {
                    "arrow",
                    "circle",
                    "cross",
                    "heart",
                    "heptagon",
                    "hexagon",
                    "parallelogram",
                    "pentagon",
                    "rectangle",
                    "right_triangle",
                    "square",
                    "star",
                    "trapezoid",
                    "triangle",
                }
            )
        );
        Assert.That(
            boards.Select(b => b.Color).OfType<string>().Distinct().Order(),
            Is.EqualTo(new[] { "black", "blue", "brown", "green", "orange", "purple", "red", "yellow" })
        );
        Assert.That(boards.Where(b => b.Shape is not null).Select(b => (b.Shape, b.Color)), Is.Unique.And.Exactly(14 * 8).Items);
        Assert.That(
            boards.Where(b => b.Parity is not null).Select(b => (b.Name, b.Parity)),
            Is.EquivalentTo(Enumerable.Range(1, 8).Select(n => ($"{n}", n % 2 == 0 ? "even" : "odd")))
        );
    }

    [Test]
    public void Render_PutsTheNamesInPlace()
    {
        var template = new InstructionTemplate("on the {receptacle}, put the {object}", 10, CatalogueSplit.Test);
        var can = Shipped.Catalogue.Objects.Single(o => o.Id == "7up_can");

        Assert.That(template.Render(can.Name, "plate"), Is.EqualTo("on the plate, put the 7up can"));
    }

    [Test]
    public void Load_WrongFiles_ReportsTheProblemsOfAllOfThem()
    {
        using var folder = new TemporaryFolder();
        folder.Write(
            "objects.yaml",
            "schema_version: 1\nobjects:\n  - {id: A b, name: x, index: 0, split: train}\n  - {id: c, name: x, index: -1, split: seen}\n"
        );
        folder.Write(
            "receptacles.yaml",
            "schema_version: 1\nreceptacles:\n  - {id: plate, name: plate, index: 0, split: train}\n  - {id: disk, name: disk, "
                + "index: 0, split: test, colour: red}\n"
        );
        folder.Write("tables.yaml", "schema_version: 1\ntables: []\n");
        folder.Write(
            "boards.yaml",
            "schema_version: 1\nboards:\n  - {id: b, category: c, name: x}\n  - {id: b, category: c, name: x}\n  - {id: d, "
                + "category: c, name: x, parity: odds}\n"
        );

        var problems = Assert.Throws<InputException>(() => Catalogue.Load(folder.Path))!.Problems;

        Assert.That(
            problems.Select(p => $"{Path.GetFileName(p.Source)}:{p.Line}:{p.Column}: {p.Message}"),
            Is.EqualTo(
                new[]
                {
                    "objects.yaml:3:10: expected an asset name: lower-case letters, digits and single underscores, found 'A b'",
                    "objects.yaml:4:29: expected an index from 0 to 9999, found -1",
                    "objects.yaml:4:40: there is no split 'seen'; there is test, train, unused",
                    "receptacles.yaml:4:5: 'disk' has the id or the index of 'plate' on line 3; both must be unique",
                    "receptacles.yaml:4:51: an entry has no key 'colour'; there is id, index, name, split",
                    "tables.yaml:2:9: expected tables, found an empty list",
                    "textures.yaml:0:0: there is no such file; did you mean 'tables.yaml' or 'boards.yaml' or 'receptacles.yaml'?",
                    "boards.yaml:4:5: 'b' has the id or the index of 'b' on line 3; both must be unique",
                    "boards.yaml:5:43: there is no parity 'odds'; did you mean 'odd'?",
                    "instructions.yaml:0:0: there is no such file; there is boards.yaml, objects.yaml, receptacles.yaml, tables.yaml",
                }
            )
        );
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
        foreach (var name in new[] { "objects", "receptacles", "tables", "textures", "boards" })
        {
            folder.Write($"{name}.yaml", File.ReadAllText(Path.Combine(Shipped.Folder, "catalogue", $"{name}.yaml")));
        }
        folder.Write("instructions.yaml", $"schema_version: 1\ninstructions:\n  - {{index: 0, split: train, text: \"{text}\"}}\n");

        var problem = Assert.Throws<InputException>(() => Catalogue.Load(folder.Path))!.Problems.Single();

        Assert.That((problem.Line, problem.Column), Is.EqualTo((3, 36)));
        Assert.That(problem.Message, Does.StartWith("expected a wording with {object} and {receptacle} once each"));
    }
}
