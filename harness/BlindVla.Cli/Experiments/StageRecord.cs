using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using BlindVla.Files;

namespace BlindVla.Cli;

/// <summary>That a stage is done, beside its folder.</summary>
/// <param name="Digest">Of its command, of the files that it names, and of the stages it needs.</param>
/// <param name="Command">As it was run.</param>
/// <param name="Seconds">Wall time of the invocation that finished it.</param>
/// <param name="Files">What it made, by the paths in its folder.</param>
internal sealed record StageRecord(string Digest, string Command, double Seconds, ImmutableArray<string> Files)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Null where the stage is not done.</summary>
    /// <exception cref="InputException">The file is damaged.</exception>
    public static StageRecord? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }
        try
        {
            return JsonSerializer.Deserialize<StageRecord>(BoundedFile.ReadText(path, 1 << 20), Options);
        }
        catch (JsonException e)
        {
            throw new InputException(path, $"expected the record of a stage: {e.Message}; delete it to run the stage again");
        }
    }

    public void Write(string path) => AtomicFile.Write(path, Encoding.UTF8.GetBytes(JsonSerializer.Serialize(this, Options) + "\n"));
}
