using System.Text;
using System.Text.RegularExpressions;
using BlindVla.Control;
using BlindVla.Files;
using BlindVla.Fuzz.Tests.Engine;
using BlindVla.Fuzz.Tests.Mutation;
using BlindVla.Scenarios;

namespace BlindVla.Fuzz.Tests.Targets;

/// <summary>Suites, gates, rigs and the catalogue.</summary>
internal static partial class ScenarioTargets
{
    private static readonly string Shipped = Path.Combine(AppContext.BaseDirectory, "scenarios");

    public static FuzzTarget Suite(string name)
    {
        var folder = new InputFolder();
        CopyTo(folder, "suites");
        var catalogue = Catalogue.Load(Path.Combine(Shipped, "catalogue"));
        return Yaml(name, folder, Renamed("suites"), input =>
        {
            var plan = Scenarios.Suite.Load(folder.Write("fuzz.yaml", input), catalogue, folder.Path).Plan(seed: 7, episodesPerCell: 1);
            _ = plan.Episodes[^1].Scene;
        }) with { Weight = 0.5 };
    }

    public static FuzzTarget Gate(string name)
    {
        var folder = new InputFolder();
        CopyTo(folder, "gates");
        return Yaml(name, folder, Renamed("gates"), input => GateFile.Load(folder.Write("fuzz.yaml", input), folder.Path));
    }

    /// <summary>What is refused has no form in which a program could be handed it, so that a wrong file moves nothing.</summary>
    public static FuzzTarget Rig(string name)
    {
        var folder = new InputFolder();
        CopyTo(folder, "rigs");
        return Yaml(name, folder, Renamed("rigs"), input => _ = RigFile.Load(folder.Write("fuzz.yaml", input), folder.Path).ToJson()) with
        {
            // An arm stands behind it: 20,000 inputs.
            Weight = 10,
        };
    }

    /// <param name="name">Says which file of the catalogue.</param>
    public static FuzzTarget CatalogueFile(string name)
    {
        var folder = new InputFolder();
        CopyTo(folder, "catalogue");
        var file = $"{name.Split('-')[1]}.yaml";
        return Yaml(name, folder, [File.ReadAllBytes(folder[file])], input =>
        {
            folder.Write(file, input);
            _ = Catalogue.Load(folder.Path);
        }) with { Weight = 0.25 };
    }

    private static FuzzTarget Yaml(string name, InputFolder folder, byte[][] corpus, Action<byte[]> read) =>
        new(name, [.. corpus], [new TextMutator(), new TextMutator(), new TextMutator(), new ByteMutator()], read, typeof(InputException))
        {
            // A suite's grids and episodes are made of a few of its bytes.
            Allocated = 32 << 20,
            AllocatedPerByte = 2000,
            Files = folder,
        };

    private static void CopyTo(InputFolder folder, string kind)
    {
        foreach (var path in Directory.EnumerateFiles(Path.Combine(Shipped, kind), "*.yaml"))
        {
            folder.Write(Path.GetFileName(path), File.ReadAllBytes(path));
        }
    }

    /// <summary>A file is called what is in it.</summary>
    private static byte[][] Renamed(string kind) =>
        [
            .. Directory
                .GetFiles(Path.Combine(Shipped, kind), "*.yaml")
                .Order()
                .Select(path => Encoding.UTF8.GetBytes(NameLine().Replace(File.ReadAllText(path), "name: fuzz", 1))),
        ];

    [GeneratedRegex("^name: .*$", RegexOptions.Multiline)]
    private static partial Regex NameLine();
}
