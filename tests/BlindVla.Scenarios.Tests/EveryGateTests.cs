using BlindVla.Core;

namespace BlindVla.Scenarios.Tests;

/// <summary>What holds for every shipped gate.</summary>
[TestFixtureSource(nameof(Gates))]
internal sealed class EveryGateTests(string path)
{
    private static IEnumerable<string> Gates =>
        Directory.EnumerateFiles(Path.Combine(Shipped.Folder, "gates"), "*.yaml").Order(StringComparer.Ordinal);

    private readonly GateRules _rules = GateFile.Load(path);

    [Test]
    public void ProtectedScopes_AreThoseOfEpisodesOfItsSuite()
    {
        var episodes = Shipped.Library.Load(_rules.Suite).Plan(seed: 0, episodesPerCell: 1).Episodes;
        var scopes = episodes
            .SelectMany(e =>
                new[] { e.Split == Split.InDistribution ? "id" : "ood", e.Group, e.Level is { } level ? $"{e.Axis}@{level:R}" : e.Axis }
            )
            .Distinct();

        Assert.That(_rules.Protected.Select(p => p.Scope), Is.SubsetOf(scopes));
    }

    [Test]
    public void File_BeginsWithASentence_AndTheReadmeNamesIt()
    {
        Assert.That(File.ReadLines(path).First(), Does.Match("^# [A-Z].*[.]$"));
        Assert.That(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "readmes", "scenarios.md")), Does.Contain($"`{_rules.Name}`"));
    }
}
