using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace BlindVla.Policies.Torch;

/// <summary>Reads the JSON files of a checkpoint.</summary>
internal static class CheckpointJson
{
    /// <exception cref="CheckpointException">It is missing, or a field is missing or of the wrong kind.</exception>
    public static T Read<T>(string path, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), type) ?? throw new JsonException("expected an object, found null");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"cannot read {path}: {e.Message}", e);
        }
    }
}
