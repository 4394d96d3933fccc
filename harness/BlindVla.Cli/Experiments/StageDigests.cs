using System.Security.Cryptography;
using System.Text;
using BlindVla.Training;

namespace BlindVla.Cli;

/// <summary>
/// What decides a stage's result: its command with the digests of the stages that it needs in the places of their folders, and the content
/// of every file and folder that it names, also in <c>NAME=FOLDER</c> and <c>torch:FOLDER</c>. A stage whose digest is that
/// of its record need not be run again.
/// </summary>
internal sealed class StageDigests(Installation installation)
{
    private const string Signs = "=:?&";

    private readonly Dictionary<string, string> _digests = [];

    /// <summary>Lower-case hex. Stages are asked for in the order of the experiment.</summary>
    public string Of(Stage stage)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (stage.Words is ["train", var recipe, ..] && FindRecipe(recipe) is { } path)
        {
            // With everything that it extends.
            hash.AppendData(Encoding.UTF8.GetBytes(RecipeFile.Load(path, installation.Recipes).Sha256));
        }
        foreach (var word in stage.In(name => name == stage.Name ? "" : _digests[name]))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{word}\0"));
            foreach (var file in Named(word))
            {
                using var content = File.OpenRead(file);
                hash.AppendData(SHA256.HashData(content));
            }
        }
        return _digests[stage.Name] = Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private string? FindRecipe(string name) =>
        new[] { name, Path.Combine(installation.Recipes, $"{name}.yaml") }.FirstOrDefault(File.Exists);

    /// <summary>Suites, gates and recipes are named without their folder; folders that are no stage's stand behind a name or a kind, and
    /// before settings.</summary>
    private IEnumerable<string> Named(string word) =>
        new[]
        {
            Path.Combine(installation.Recipes, $"{word}.yaml"),
            Path.Combine(installation.Scenarios, "suites", $"{word}.yaml"),
            Path.Combine(installation.Scenarios, "gates", $"{word}.yaml"),
        }
            .Where(File.Exists)
            .Concat(Parts(word).Distinct().SelectMany(Files));

    /// <summary>The word, what is behind each of its signs, and both without what is behind the next.</summary>
    private static IEnumerable<string> Parts(string word)
    {
        int[] begins = [0, .. word.Index().Where(c => Signs.Contains(c.Item)).Select(c => c.Index + 1)];
        return begins.SelectMany(begin => begins.Where(end => end > begin + 1).Select(end => word[begin..(end - 1)]).Append(word[begin..]));
    }

    private static IEnumerable<string> Files(string path) =>
        File.Exists(path) ? [path]
        : path.Length > 0 && Directory.Exists(path)
            ? Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        : [];
}
