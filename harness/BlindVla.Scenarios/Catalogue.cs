using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using BlindVla.Files;

namespace BlindVla.Scenarios;

/// <summary>Everything a suite may refer to. Each list is ordered by index.</summary>
public sealed partial record Catalogue(
    ImmutableArray<CatalogueAsset> Objects,
    ImmutableArray<CatalogueAsset> Receptacles,
    ImmutableArray<CatalogueAsset> Tables,
    ImmutableArray<CatalogueAsset> Textures,
    ImmutableArray<Board> Boards,
    ImmutableArray<InstructionTemplate> Templates
)
{
    private const int MaxIndex = 9999;

    /// <summary>Lower-case hex over every entry; comments and the order of keys do not matter.</summary>
    public string Sha256 =>
        Convert.ToHexStringLower(
            SHA256.HashData(
                Encoding.UTF8.GetBytes(
                    string.Join(
                        '\n',
                        (IEnumerable<string>)
                            [
                                .. Of("objects", Objects),
                                .. Of("receptacles", Receptacles),
                                .. Of("tables", Tables),
                                .. Of("textures", Textures),
                                .. Of("boards", Boards),
                                .. Of("instructions", Templates),
                            ]
                    )
                )
            )
        );

    /// <summary>
    /// Reads <c>objects.yaml</c>, <c>receptacles.yaml</c>, <c>tables.yaml</c>, <c>textures.yaml</c>, <c>boards.yaml</c> and
    /// <c>instructions.yaml</c>.
    /// </summary>
    /// <exception cref="InputException">With every problem of every file.</exception>
    public static Catalogue Load(string folder)
    {
        var problems = ImmutableArray.CreateBuilder<InputProblem>();
        ImmutableArray<T> Read<T>(string name, Func<YamlFields, YamlValues, int, T?> entry)
            where T : CatalogueEntry
        {
            try
            {
                return ReadEntries(Path.Combine(folder, $"{name}.yaml"), name, entry);
            }
            catch (InputException e)
            {
                problems.AddRange(e.Problems);
                return [];
            }
        }

        var catalogue = new Catalogue(
            Read("objects", ReadAsset),
            Read("receptacles", ReadAsset),
            Read("tables", ReadAsset),
            Read("textures", ReadAsset),
            Read("boards", ReadBoard),
            Read("instructions", ReadTemplate)
        );
        return problems.Count == 0 ? catalogue : throw new InputException(problems.ToImmutable());
    }

    private static IEnumerable<string> Of(string kind, IEnumerable<CatalogueEntry> entries) =>
        entries.Select(entry => $"{kind}|{entry.Canonical}");

    /// <param name="readEntry">Gets the entry's place in the file too.</param>
    private static ImmutableArray<T> ReadEntries<T>(string path, string name, Func<YamlFields, YamlValues, int, T?> readEntry)
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
            var entry = readEntry(fields, values, places.Count);
            fields.RefuseOthers();
            if (entry is null)
            {
                continue;
            }
            if (places.Find(p => p.Entry.Id == entry.Id || p.Entry.Index == entry.Index) is { Entry: not null } earlier)
            {
                problems.Add(
                    node,
                    $"'{entry.Id}' has the id or the index of '{earlier.Entry.Id}' on line {earlier.Node.Line}; both must be unique"
                );
            }
            places.Add((node, entry));
        }
        file?.RefuseOthers();
        problems.ThrowIfAny();
        return [.. places.Select(p => p.Entry).OrderBy(e => e.Index)];
    }

    private static CatalogueAsset? ReadAsset(YamlFields fields, YamlValues values, int place)
    {
        var id = values.AssetName(fields.Required("id"), "an asset name");
        var name = values.Text(fields.Required("name"), "the name used in instructions");
        var index = values.Integer(fields.Required("index"), "an index", 0, MaxIndex);
        var split = ReadSplit(fields.Required("split"), values);
        return id is not null && name is not null && index is { } i && split is { } s ? new(id, name, i, s) : null;
    }

    private static Board? ReadBoard(YamlFields fields, YamlValues values, int place)
    {
        var id = values.AssetName(fields.Required("id"), "an asset name");
        var category = values.AssetName(fields.Required("category"), "a category");
        var name = values.Text(fields.Required("name"), "what the picture is");
        var shape = values.Text(fields.Optional("shape"), "the shape of the picture");
        var color = values.Text(fields.Optional("color"), "the colour of the picture");
        var parity = values.Name(fields.Optional("parity"), "parity", ["odd", "even"]);
        return id is not null && category is not null && name is not null ? new(id, category, name, shape, color, parity, place) : null;
    }

    private static InstructionTemplate? ReadTemplate(YamlFields fields, YamlValues values, int place)
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
                textNode!,
                $"expected a wording with {{object}} and {{receptacle}} once each and no other braces, found '{text}'"
            );
            return null;
        }
        return index is { } i && split is { } s ? new(text, i, s) : null;
    }

    /// <summary>A pair of braces with what is in it, or a brace that has no partner.</summary>
    [GeneratedRegex(@"\{[^{}]*\}|[{}]")]
    private static partial Regex Braces();

    /// <summary>As files write them.</summary>
    internal static ImmutableArray<string> SplitNames { get; } = [.. Enum.GetValues<CatalogueSplit>().Select(NameOf)];

    internal static string NameOf(CatalogueSplit split) => split.ToString().ToLowerInvariant();

    private static CatalogueSplit? ReadSplit(YamlNode? node, YamlValues values) =>
        values.Name(node, "split", SplitNames) is { } name ? Enum.Parse<CatalogueSplit>(name, ignoreCase: true) : null;
}
