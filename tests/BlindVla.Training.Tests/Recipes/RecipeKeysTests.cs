using System.Text.Json;
using System.Text.RegularExpressions;
using BlindVla.Files;

namespace BlindVla.Training.Tests.Recipes;

/// <summary>The table of keys in the recipes' README against what reads them.</summary>
public sealed partial class RecipeKeysTests
{
    /// <summary>Every section, and nothing that may be left out.</summary>
    private const string Least = """
        schema_version: 1
        name: least
        description: For tests
        new_network:
          image_size: 32
          patch_size: 16
          vision: {width: 8, blocks: 1, heads: 1, mlp_hidden: 8}
          language: {width: 8, blocks: 1, heads: 1, mlp_hidden: 8}
        data: [{name: demos, learn: actions}]
        steps: 10
        batch: 8
        optimizer: {learning_rate: 0.001}
        losses: {align: {weight: 0.2, teacher: resnet18}}
        lora: {rank: 4, alpha: 8, target: all-linear}
        augmentation: {}
        seed: 4
        """;

    private static readonly string Folder = TestContext.CurrentContext.TestDirectory;

    private static IReadOnlyList<Row> Rows { get; } =
    [
        .. File.ReadLines(Path.Combine(Folder, "recipes", "README.md"))
            .SkipWhile(line => !line.StartsWith("| key |", StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|').Select(cell => cell.Trim()).ToArray())
            .Select(cells => new Row(cells[1].Trim('`'), cells[2], cells[3])),
    ];

    private static IEnumerable<string> Numbers =>
        Rows.Where(row =>
                row.Range.StartsWith("from ", StringComparison.Ordinal) || row.Range.StartsWith("more than ", StringComparison.Ordinal)
            )
            .Select(row => row.Key);

    private static IEnumerable<string> Words =>
        Rows.Where(row => row.Range.Contains(',', StringComparison.Ordinal) || row.Key == "lora.target").Select(row => row.Key);

    private static IEnumerable<string> Defaults => Rows.Where(row => row.Default is not ("" or "none")).Select(row => row.Key);

    private string _folder = null!;

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("keys").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Keys_AreThoseThatAreRead()
    {
        var read = Directory
            .GetFiles(Path.Combine(Folder, "recipe-sources"), "*.cs")
            .SelectMany(file => Asked().Matches(File.ReadAllText(file)).Select(match => match.Groups["key"].Value));

        Assert.That(Rows.SelectMany(row => row.Key.Split('.')).Distinct().Order(), Is.EqualTo(read.Distinct().Order()));
    }

    [TestCaseSource(nameof(Numbers))]
    public void Range_OfANumber_IsWhatAMessageSays(string key)
    {
        var message = Assert.Throws<InputException>(() => Load(key, key == "losses.neighbours" ? "[-1]" : "-1"))!.Message;

        Assert.That(message, Does.Contain(Rows.Single(row => row.Key == key).Range + ", found -1"));
    }

    [TestCaseSource(nameof(Words))]
    public void Range_OfAWord_IsWhatAMessageSays(string key)
    {
        var message = Assert.Throws<InputException>(() => Load(key, new string('q', 99)))!.Message;

        Assert.That(message, Does.Contain($"there is {Rows.Single(row => row.Key == key).Range}"));
    }

    [TestCaseSource(nameof(Defaults))]
    public void Default_WhereItIsSaid_ChangesNothing(string key)
    {
        var said = Load(key, Rows.Single(row => row.Key == key).Default);

        Assert.That(Content(said), Is.EqualTo(Content(RecipeFile.Load(Path.Combine(_folder, "least.yaml")))));

        static string Content(Recipe recipe) => JsonSerializer.Serialize(recipe with { Name = "", Text = "", Sha256 = "" });
    }

    private Recipe Load(string key, string value)
    {
        File.WriteAllText(Path.Combine(_folder, "least.yaml"), Least);
        var path = Path.Combine(_folder, "other.yaml");
        var parts = key.Split('.');
        var change = parts[^1] + ": " + value;
        if (parts[0] == "data")
        {
            change = $"data: [{{name: demos, {change}}}]";
        }
        else
        {
            change = parts.SkipLast(1).Reverse().Aggregate(change, (inner, section) => $"{section}: {{{inner}}}");
        }
        var own = key is "schema_version" ? "" : "schema_version: 1\n";
        File.WriteAllText(path, $"extends: least\n{own}name: other\ndescription: For tests\n{change}\n");
        return RecipeFile.Load(path, _folder);
    }

    [GeneratedRegex("(Required|Optional|Count|Weight|Change|Choice)\\(\"(?<key>[a-z_]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Asked();

    private sealed record Row(string Key, string Range, string Default);
}
