using System.Collections.Immutable;
using System.Text.RegularExpressions;
using BlindVla.Scenarios.Yaml;

namespace BlindVla.Scenarios;

/// <summary>Which part of the catalogue an entry belongs to.</summary>
public enum CatalogueSplit
{
    /// <summary>Seen in training.</summary>
    Train,

    /// <summary>Held out.</summary>
    Test,

    /// <summary>Listed by the benchmark, used by none of its splits.</summary>
    Unused,
}

/// <param name="Id">How suites refer to it.</param>
/// <param name="Index">Its place in the benchmark's own list; the order in which it is drawn from.</param>
/// <param name="Split">Train or test.</param>
public abstract record CatalogueEntry(string Id, int Index, CatalogueSplit Split);

/// <summary>An object, receptacle or table.</summary>
/// <param name="Id">The asset name that environments offer.</param>
/// <param name="Name">What instructions call it, spelt as the benchmark spells it.</param>
public sealed record CatalogueAsset(string Id, string Name, int Index, CatalogueSplit Split) : CatalogueEntry(Id, Index, Split);

/// <summary>A wording of the instruction. Its id is its index.</summary>
/// <param name="Text">With <c>{object}</c> and <c>{receptacle}</c> where the names go.</param>
public sealed record InstructionTemplate(string Text, int Index, CatalogueSplit Split) : CatalogueEntry(Index.ToString(), Index, Split)
{
    public string Render(CatalogueAsset @object, CatalogueAsset receptacle) =>
        Text.Replace("{object}", @object.Name, StringComparison.Ordinal).Replace("{receptacle}", receptacle.Name, StringComparison.Ordinal);
}

/// <summary>Everything a suite may refer to. Each list is ordered by index.</summary>
public sealed partial record Catalogue(
    ImmutableArray<CatalogueAsset> Objects,
    ImmutableArray<CatalogueAsset> Receptacles,
    ImmutableArray<CatalogueAsset> Tables,
    ImmutableArray<InstructionTemplate> Templates)
{
    private const int MaxIndex = 9999;

    /// <summary>Reads <c>objects.yaml</c>, <c>receptacles.yaml</c>, <c>tables.yaml</c> and <c>instructions.yaml</c>.</summary>
    /// <exception cref="SuiteException">With every problem of every file.</exception>
    public static Catalogue Load(string folder)
    {
        var problems = ImmutableArray.CreateBuilder<SuiteProblem>();
        ImmutableArray<T> Read<T>(string name, Func<YamlFields, YamlValues, T?> entry)
            where T : CatalogueEntry
        {
            try
            {
                return ReadEntries(Path.Combine(folder, $"{name}.yaml"), name, entry);
            }
            catch (SuiteException e)
            {
                problems.AddRange(e.Problems);
                return [];
            }
        }

        var catalogue = new Catalogue(
            Read("objects", ReadAsset), Read("receptacles", ReadAsset), Read("tables", ReadAsset), Read("instructions", ReadTemplate));
        return problems.Count == 0 ? catalogue : throw new SuiteException(problems.ToImmutable());
    }

    private static ImmutableArray<T> ReadEntries<T>(string path, string name, Func<YamlFields, YamlValues, T?> readEntry)
        where T : CatalogueEntry
    {
        var problems = new ProblemList(path);
        var values = new YamlValues(problems);
        var file = YamlFields.Of(YamlFile.Read(path, problems), "a catalogue file", problems);
        values.Integer(file?.Required("schema_version"), "the schema version", 1, 1);
        var places = new List<(YamlNode Node, T Entry)>();
        foreach (var node in values.Nodes(file?.Required(name), name) ?? [])
        {
            if (YamlFields.Of(node, "an entry", problems) is not { } fields)
            {
                continue;
            }
            var entry = readEntry(fields, values);
            fields.RefuseOthers();
            if (entry is null)
            {
                continue;
            }
            if (places.Find(p => p.Entry.Id == entry.Id || p.Entry.Index == entry.Index) is { Entry: not null } earlier)
            {
                problems.Add(
                    node, $"'{entry.Id}' has the id or the index of '{earlier.Entry.Id}' on line {earlier.Node.Line}; both must be unique");
            }
            places.Add((node, entry));
        }
        file?.RefuseOthers();
        problems.ThrowIfAny();
        return [.. places.Select(p => p.Entry).OrderBy(e => e.Index)];
    }

    private static CatalogueAsset? ReadAsset(YamlFields fields, YamlValues values)
    {
        var id = values.AssetName(fields.Required("id"), "an asset name");
        var name = values.Text(fields.Required("name"), "the name used in instructions");
        var index = values.Integer(fields.Required("index"), "an index", 0, MaxIndex);
        var split = ReadSplit(fields.Required("split"), values);
        return id is not null && name is not null && index is { } i && split is { } s ? new(id, name, i, s) : null;
    }

    private static InstructionTemplate? ReadTemplate(YamlFields fields, YamlValues values)
    {
        var index = values.Integer(fields.Required("index"), "an index", 0, MaxIndex);
        var split = ReadSplit(fields.Required("split"), values);
        var textNode = fields.Required("text");
        var text = values.Text(textNode, "the wording");
        if (text is null)
        {
            return null;
        }
        var places = Braces().Matches(text).Select(m => m.Value).Order(StringComparer.Ordinal);
        if (!places.SequenceEqual(["{object}", "{receptacle}"]))
        {
            values.Problems.Add(
                textNode!, $"expected a wording with {{object}} and {{receptacle}} once each and no other braces, found '{text}'");
            return null;
        }
        return index is { } i && split is { } s ? new(text, i, s) : null;
    }

    /// <summary>A pair of braces with what is in it, or a brace that has no partner.</summary>
    [GeneratedRegex(@"\{[^{}]*\}|[{}]")]
    private static partial Regex Braces();

    internal static CatalogueSplit? ReadSplit(YamlNode? node, YamlValues values) =>
        values.Name(node, "split", ["train", "test", "unused"]) is { } name ? Enum.Parse<CatalogueSplit>(name, ignoreCase: true) : null;
}
