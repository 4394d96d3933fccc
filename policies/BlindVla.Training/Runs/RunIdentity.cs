using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BlindVla.Files;

namespace BlindVla.Training;

/// <summary>What a run's folder was begun with. Going on with anything else would be another run under the same name.</summary>
/// <param name="Recipe">SHA-256 of the recipe as it was resolved.</param>
/// <param name="Threads">Of the processor; another number adds up in another order.</param>
/// <param name="Start">SHA-256 of the checkpoint it began from; null for a new network.</param>
/// <param name="Data">SHA-256 of each data set's files, by name.</param>
/// <param name="Teacher">SHA-256 of the teacher that it keeps close to; null for none.</param>
internal sealed record RunIdentity(string Recipe, int Threads, string? Start, SortedDictionary<string, string> Data, string? Teacher = null)
{
    private const string FileName = "identity.json";

    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Writes who begins the folder, or compares with who did.</summary>
    /// <returns>Who that is.</returns>
    /// <exception cref="TrainingException">It was begun with something else; every difference is named.</exception>
    public static RunIdentity Claim(string folder, Recipe recipe, TrainingInputs inputs)
    {
        var mine = new RunIdentity(
            recipe.Sha256,
            inputs.Threads,
            // What a card says of a checkpoint decides nothing.
            inputs.Start
                is null
                ? null
                : Digest(Directory.EnumerateFiles(inputs.Start).Where(file => Path.GetFileName(file) != ModelCard.FileName)),
            new(inputs.Data.ToDictionary(data => data.Key, data => OfData(data.Value)), StringComparer.Ordinal),
            inputs.Teacher is null ? null : Digest(Directory.EnumerateFiles(inputs.Teacher, "*.safetensors"))
        );
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            if (Directory.EnumerateFileSystemEntries(folder).Any(entry => Path.GetFileName(entry) != RunLock.FileName))
            {
                throw new TrainingException($"{folder} holds something else than a run of train; give the run a folder of its own");
            }
            AtomicFile.Write(path, Encoding.UTF8.GetBytes(JsonSerializer.Serialize(mine, Options) + "\n"));
            return mine;
        }
        var began = Read(path);
        string[] differences =
        [
            .. recipe.Is(began.Recipe) ? [] : (string[])["the recipe"],
            .. began.Threads == mine.Threads ? [] : (string[])[$"--threads ({began.Threads} then)"],
            .. began.Start == mine.Start ? [] : (string[])["the checkpoint it starts from"],
            .. began
                .Data.Keys.Union(mine.Data.Keys)
                .Where(name => began.Data.GetValueOrDefault(name) != mine.Data.GetValueOrDefault(name))
                .Select(name => $"the data set {name}"),
            .. began.Teacher == mine.Teacher ? [] : (string[])["the teacher"],
        ];
        if (differences.Length > 0)
        {
            throw new TrainingException(
                $"{folder} was begun with something else; what differs: {string.Join(", ", differences)}; give this run another folder"
            );
        }
        return mine;
    }

    /// <summary>Digest of all of a data set.</summary>
    public static string OfData(string folder) => Digest(Everything(folder));

    private static RunIdentity Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<RunIdentity>(BoundedFile.ReadText(path, 1 << 20), Options)
                ?? throw new TrainingException($"{path} says nothing; give the run another folder");
        }
        catch (JsonException e)
        {
            throw new TrainingException($"{path} is damaged ({e.Message}); give the run another folder", e);
        }
    }

    private static IEnumerable<string> Everything(string data) =>
        Directory
            .EnumerateFiles(data, "*", SearchOption.AllDirectories)
            .Where(file => file.EndsWith(".json", StringComparison.Ordinal) || file.EndsWith(".parquet", StringComparison.Ordinal));

    private static string Digest(IEnumerable<string> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var path in files.Order(StringComparer.Ordinal))
        {
            using var file = File.OpenRead(path);
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetFileName(path)));
            hash.AppendData(SHA256.HashData(file));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
