using System.Reflection;

namespace BlindVla.EndToEnd.Tests;

/// <summary>The arrows between the libraries point one way.</summary>
public sealed class ArchitectureTests
{
    /// <summary>
    /// What each library may see, besides .NET and packages. Those that are not there yet have their rule already: it holds as soon as
    /// there is a project of that name.
    /// </summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["BlindVla.Core"] = [],
        ["BlindVla.Files"] = ["BlindVla.Core"],
        ["BlindVla.Imaging"] = ["BlindVla.Core", "BlindVla.Files"],
        ["BlindVla.Scenarios"] = ["BlindVla.Core", "BlindVla.Files"],
        ["BlindVla.Bridge"] = ["BlindVla.Core", "BlindVla.Files"],
        ["BlindVla.Evaluation"] = ["BlindVla.Core", "BlindVla.Files"],
        ["BlindVla.Imports"] = ["BlindVla.Core", "BlindVla.Evaluation", "BlindVla.Files"],
        ["BlindVla.Exports"] = ["BlindVla.Core", "BlindVla.DataSets", "BlindVla.Evaluation", "BlindVla.Files", "BlindVla.Training"],
        ["BlindVla.Control"] = ["BlindVla.Core", "BlindVla.Evaluation", "BlindVla.Files", "BlindVla.Imaging"],
        ["BlindVla.Cluster"] = ["BlindVla.Core", "BlindVla.Evaluation", "BlindVla.Files"],
        ["BlindVla.Live"] = ["BlindVla.Cluster", "BlindVla.Control", "BlindVla.Evaluation", "BlindVla.Reports"],
        ["BlindVla.Reports"] = ["BlindVla.Core", "BlindVla.Evaluation", "BlindVla.Files", "BlindVla.Imaging"],
        ["BlindVla.Policies"] = ["BlindVla.Core"],
        ["BlindVla.Policies.Torch"] = ["BlindVla.Core", "BlindVla.Files", "BlindVla.Imaging", "BlindVla.Policies"],
        ["BlindVla.Policies.Remote"] = ["BlindVla.Core", "BlindVla.Files", "BlindVla.Imaging", "BlindVla.Policies"],
        ["BlindVla.Probes"] =
        [
            "BlindVla.Core",
            "BlindVla.DataSets",
            "BlindVla.Files",
            "BlindVla.Imaging",
            "BlindVla.Policies",
            "BlindVla.Policies.Torch",
            "BlindVla.Training",
        ],
        ["BlindVla.DataSets"] = ["BlindVla.Core", "BlindVla.Files", "BlindVla.Imaging"],
        ["BlindVla.Training"] =
        [
            "BlindVla.Core",
            "BlindVla.DataSets",
            "BlindVla.Evaluation",
            "BlindVla.Files",
            "BlindVla.Imaging",
            "BlindVla.Policies",
            "BlindVla.Policies.Torch",
            "BlindVla.Scenarios",
        ],
    };

    [TestCaseSource(nameof(Libraries))]
    public void Library_SeesOnlyWhatItMay(string library)
    {
        Assert.That(Allowed.Keys, Does.Contain(library), "a new library: say in this file what it may see");
        var seen = Assembly
            .Load(library)
            .GetReferencedAssemblies()
            .Select(a => a.Name!)
            .Where(name => name.StartsWith("BlindVla.", StringComparison.Ordinal));

        Assert.That(seen, Is.SubsetOf(Allowed[library]));
    }

    [Test]
    public void Core_DependsOnTheBaseLibraryAlone()
    {
        var foreign = Assembly
            .Load("BlindVla.Core")
            .GetReferencedAssemblies()
            .Select(a => a.Name!)
            .Where(name => !name.StartsWith("System.", StringComparison.Ordinal));

        Assert.That(foreign, Is.Empty);
    }

    /// <summary>The bridge, and policy servers of which one protocol is gRPC.</summary>
    [Test]
    public void OnlyBridgeAndPolicyServers_KnowGrpc()
    {
        var knowing = Libraries()
            .Where(library =>
                Assembly.Load(library).GetReferencedAssemblies().Any(a => a.Name!.StartsWith("Grpc.", StringComparison.Ordinal))
            );

        Assert.That(knowing, Is.EqualTo(new[] { "BlindVla.Bridge", "BlindVla.Policies.Remote" }));
    }

    [Test]
    public void MainLoop_IsQuotedAsItIs_AndShort()
    {
        var harness = Path.Combine(Workplace.Installation.Root, "harness");
        var quoted = File.ReadAllText(Path.Combine(harness, "README.md")).Split("```csharp\n")[1].Split("```")[0];
        var code = File.ReadAllLines(Path.Combine(harness, "BlindVla.Evaluation", "Episodes", "EpisodeRunner.cs"))
            .Select(line => line.TrimStart());

        var lines = quoted.TrimEnd('\n').Split('\n').Select(line => line.TrimStart()).ToList();
        Assert.That(lines, Has.Count.LessThanOrEqualTo(25));
        Assert.That(string.Join('\n', code), Does.Contain(string.Join('\n', lines)));
    }

    /// <summary>Every project of harness and policies but the command line, which sees all of them.</summary>
    private static string[] Libraries() =>
        [
            .. new[] { "harness", "policies" }
                .SelectMany(folder => Directory.GetDirectories(Path.Combine(Workplace.Installation.Root, folder)))
                .SelectMany(folder => Directory.GetFiles(folder, "*.csproj"))
                .Select(file => Path.GetFileNameWithoutExtension(file)!)
                .Where(name => name != "BlindVla.Cli")
                .Order(StringComparer.Ordinal),
        ];
}
