using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using BlindVla.Evaluation;
using BlindVla.Files;

namespace BlindVla.Cluster;

/// <summary>What was submitted, as <c>array.json</c> keeps it, so that any login node can go on with it.</summary>
/// <param name="SchemaVersion">Of the file.</param>
/// <param name="Parts">Parts of the run.</param>
/// <param name="Words">The command, of a whole run.</param>
/// <param name="WorkingFolder">Where its relative paths begin.</param>
/// <param name="Jobs">In the order they were submitted.</param>
public sealed record ArrayRecord(
    int SchemaVersion,
    int Parts,
    ImmutableArray<string> Words,
    string WorkingFolder,
    ImmutableArray<long> Jobs
)
{
    private const int CurrentSchemaVersion = 1;
    private const int MostBytes = 1 << 20;

    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Of an array of which nothing was submitted.</summary>
    public static ArrayRecord Of(JobScript script) => new(CurrentSchemaVersion, script.Parts, script.Words, script.WorkingFolder, []);

    /// <summary>Null where there is none.</summary>
    /// <exception cref="RunException">The file is damaged, or of a later version.</exception>
    public static ArrayRecord? Read(ArrayFolder folder)
    {
        if (!File.Exists(folder.Record))
            return null;
        ArrayRecord record;
        try
        {
            record = JsonSerializer.Deserialize<ArrayRecord>(BoundedFile.ReadText(folder.Record, MostBytes), Options)!;
        }
        catch (Exception e) when (e is JsonException or InputException)
        {
            throw new RunException(RunFault.Refused, $"{folder.Record}: expected the record of an array: {e.Message}", e);
        }
        return record.SchemaVersion == CurrentSchemaVersion
            ? record
            : throw new RunException(
                RunFault.Refused,
                $"{folder.Record}: schema_version expected {CurrentSchemaVersion}, found {record.SchemaVersion}: it is of another version "
                    + "of blindvla"
            );
    }

    /// <exception cref="RunException">The disk refuses.</exception>
    public void Write(ArrayFolder folder)
    {
        try
        {
            AtomicFile.Write(folder.Record, Encoding.UTF8.GetBytes(JsonSerializer.Serialize(this, Options) + "\n"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RunException.Unwritable(folder.Record, e);
        }
    }
}
