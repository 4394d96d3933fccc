using System.Collections.Immutable;
using System.Text.Json;

namespace BlindVla.Policies.Torch;

/// <summary>Which file each tensor of a checkpoint in several files is in.</summary>
internal sealed record ShardIndex(ImmutableSortedDictionary<string, string> WeightMap)
{
    private const int MostTensors = 1_000_000;

    /// <param name="path">What the bytes are called in messages.</param>
    /// <exception cref="CheckpointException">They are no index, or name a file elsewhere.</exception>
    public static ShardIndex Parse(ReadOnlySpan<byte> json, string path)
    {
        var fields = JsonFields.Parse(json, path);
        var map = fields.Entries("weight_map", MostTensors);
        fields.Ignore("metadata");
        fields.Require(map.Length > 0, "weight_map", "the file of each tensor");
        fields.Require(
            map.All(entry => entry.Value.ValueKind == JsonValueKind.String && IsFileName(entry.Value.GetString()!)),
            "weight_map",
            "names of files in the same folder"
        );
        fields.Finish();
        return new(map.ToImmutableSortedDictionary(entry => entry.Name, entry => entry.Value.GetString()!, StringComparer.Ordinal));
    }

    private static bool IsFileName(string name) =>
        name.Length > 0 && name is not ("." or "..") && !name.AsSpan().ContainsAny('/', '\0') && Path.GetFileName(name) == name;
}
