using BlindVla.Core;
using BlindVla.Files;

namespace BlindVla.Scenarios.Tests;

internal sealed class SuiteTests
{
    [Test]
    public void EveryShippedSuite_LoadsAndPlans()
    {
        Assert.That(Shipped.Library.Names, Does.Contain("put-on-plate").And.Contain("smoke"));
        foreach (var name in Shipped.Library.Names)
        {
            var suite = Shipped.Library.Load(name);
            Assert.That(suite.Name, Is.EqualTo(name));
            Assert.That(suite.Plan(0, 2).Episodes, Is.Not.Empty);
        }
    }

    [Test]
    public void Slots_AreListedForPeople()
    {
        var task = Shipped.PutOnPlate.Tasks.Single();
        var slots = task.Slots.ToDictionary(s => s.Slot);

        Assert.That(slots["placement"].Count, Is.EqualTo(784));
        Assert.That(slots["placement"].Summary, Is.EqualTo("784 pairs of cells of a 6x6 grid, 0.03 m apart around (-0.16, 0) m"));
        Assert.That(slots["object"].Summary, Does.StartWith("carrot, kitchen_shovel, bread, ").And.EndsWith(", golf_ball, bbq_sauce"));
        Assert.That(slots["object_yaw"].Summary, Is.EqualTo("0, 45, 90, 135 deg"));
        Assert.That(slots["template"].Summary, Is.EqualTo("\"put {object} on {receptacle}\""));
        Assert.That(task.Axes.Select(a => a.Name), Is.EqualTo(new[] { "vision/table", "semantic/instruction", "execution/position" }));
        Assert.That(task.Axes[2].Perturbations.Single().Slots.Select(s => s.Slot), Is.EqualTo(new[] { "object_yaw", "placement" }));
    }

    /// <summary>Both READMEs promise that a twin has the same draws otherwise, and name the axes for which that is not quite so.</summary>
    [TestCase("project.md", @"Three axes need a third place on the table\s+\((`[^)]*)\)")]
    [TestCase("scenarios.md", @"Three\s+axes need a third place \((`[^)]*)\)")]
    public void AxesThatDrawAllPlacesAnew_AreThoseTheReadmesName(string readme, string sentence)
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "readmes", readme));
        var named = System.Text.RegularExpressions.Regex.Match(text, sentence).Groups[1].Value.Split(", ").Select(name => name.Trim('`'));
        var axes = Shipped
            .Library.Names.SelectMany(name => Shipped.Library.Load(name).Axes)
            .Where(axis =>
                axis.Perturbations.Any(p =>
                    p.Override.Find(TabletopSlots.Placement) is { } places && places.Values.Any(place => place.Third is not null)
                )
            )
            .Select(axis => axis.Name)
            .Distinct();

        Assert.That(named, Is.EquivalentTo(axes));
    }

    [Test]
    public void Source_IsTheFileAsItIs_AndReadsAsTheSameSuite()
    {
        using var folder = new TemporaryFolder();

        var copy = folder.Load("put-on-plate.yaml", Shipped.PutOnPlate.Source);

        Assert.That(Shipped.PutOnPlate.Source, Is.EqualTo(Shipped.PutOnPlateText));
        Assert.That((copy.Sha256, copy.CatalogueSha256), Is.EqualTo((Shipped.PutOnPlate.Sha256, Shipped.Catalogue.Sha256)));
    }

    [Test]
    public void Sha256_OfTheSameContentWrittenDifferently_IsTheSame()
    {
        using var folder = new TemporaryFolder();
        var text =
            "# A comment.\n"
            + Shipped
                .PutOnPlateText.Replace(
                    "version: 1\nname: put-on-plate\nversion: 2",
                    "version: 1\nversion: 2\nname: \"put-on-plate\"",
                    StringComparison.Ordinal
                )
                .Replace("spacing: 0.03 m", "spacing: 3e-2 m", StringComparison.Ordinal)
                .Replace("[vision/table, semantic/instruction", "[semantic/instruction, vision/table", StringComparison.Ordinal)
                .Replace("One object and one plate", "A plate and an object", StringComparison.Ordinal);
        Assert.That(
            text,
            Does.Contain("name: \"put-on-plate\"").And.Contain("3e-2").And.Contain("A plate").And.Contain("[semantic/instruction, vision")
        );

        Assert.That(folder.Load("put-on-plate.yaml", text).Sha256, Is.EqualTo(Shipped.PutOnPlate.Sha256));
    }

    [TestCase("", LateRule.Wait)]
    [TestCase("late: wait\n", LateRule.Wait)]
    [TestCase("late: hold\n", LateRule.Hold)]
    [TestCase("late: continue_chunk\n", LateRule.ContinueChunk)]
    public void Late_IsInEveryEpisode_AndWaitIsWhatEverySuiteSaidBefore(string line, LateRule expected)
    {
        using var folder = new TemporaryFolder();

        var suite = folder.Load("put-on-plate.yaml", line + Shipped.PutOnPlateText);

        Assert.That(suite.Plan(0, 1).Episodes.Select(episode => episode.Late), Is.All.EqualTo(expected));
        Assert.That(
            suite.Sha256,
            expected == LateRule.Wait ? Is.EqualTo(Shipped.PutOnPlate.Sha256) : Is.Not.EqualTo(Shipped.PutOnPlate.Sha256)
        );
    }

    [TestCase("version: 2\ndescription", "version: 3\ndescription")]
    [TestCase("control_period: 0.2 s", "control_period: 0.1 s")]
    [TestCase("control_period: 0.2 s", "control_period: 0.2 s\nlate: hold")]
    [TestCase("max_steps: 80", "max_steps: 81")]
    [TestCase("at_end", "at_any_step")]
    [TestCase("object_height: 0.95 m", "object_height: 0.96 m")]
    [TestCase("object: {split: train}", "object: {split: train, only: [carrot]}")]
    [TestCase("cells_per_edge: 8", "cells_per_edge: 10")]
    [TestCase("execution/position", "execution/place")]
    public void Sha256_OfOtherContent_IsAnother(string old, string changed)
    {
        using var folder = new TemporaryFolder();
        Assert.That(Shipped.PutOnPlateText, Does.Contain(old));

        var suite = folder.Load("put-on-plate.yaml", Shipped.PutOnPlateText.Replace(old, changed, StringComparison.Ordinal));

        Assert.That(suite.Sha256, Is.Not.EqualTo(Shipped.PutOnPlate.Sha256));
    }

    [Test]
    public void Sha256_WithAnotherCatalogueEntry_IsAnother()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("put-on-plate.yaml", Shipped.PutOnPlateText);
        var renamed = Shipped.Catalogue with
        {
            Objects = Shipped.Catalogue.Objects.SetItem(0, Shipped.Catalogue.Objects[0] with { Name = "yellow turnip" }),
        };
        var unrelated = Shipped.Catalogue with { Templates = Shipped.Catalogue.Templates.RemoveAt(20) };

        Assert.That(Suite.Load(path, renamed).Sha256, Is.Not.EqualTo(Shipped.PutOnPlate.Sha256));
        Assert.That(Suite.Load(path, unrelated).Sha256, Is.EqualTo(Shipped.PutOnPlate.Sha256));
    }

    [Test]
    public void Load_UnknownName_NamesTheNearest() =>
        Assert.That(
            () => Shipped.Library.Load("put-on-plaet"),
            Throws.TypeOf<InputException>().With.Message.Contains("did you mean 'put-on-plate'?")
        );

    [Test]
    public void Load_ByPath_FindsFilesOutsideTheLibrary()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write(
            "mine.yaml",
            Shipped.PutOnPlateText.Replace("name: put-on-plate\nversion", "name: mine\nversion", StringComparison.Ordinal)
        );

        Assert.That(Shipped.Library.Load(path).Name, Is.EqualTo("mine"));
    }

    [Test]
    public void Load_MissingFile_NamesItsNeighbours()
    {
        var path = Path.Combine(Shipped.Folder, "suites", "smok.yaml");

        Assert.That(() => Shipped.Library.Load(path), Throws.TypeOf<InputException>().With.Message.Contains("did you mean 'smoke.yaml'"));
    }
}
