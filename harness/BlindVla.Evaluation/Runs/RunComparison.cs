using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace BlindVla.Evaluation;

/// <summary>Whether two runs are of the same thing, field by field.</summary>
public static class RunComparison
{
    private const string ImportedFacts = "identity.imported.facts.";

    /// <summary>Every field in which two identities differ: its path in <c>run.json</c>, and both values. Empty when they are
    /// equal.</summary>
    public static ImmutableArray<string> Differences(RunIdentity expected, RunIdentity found)
    {
        var differences = ImmutableArray.CreateBuilder<string>();
        Compare("identity", ToJson(expected), ToJson(found), differences);
        return differences.ToImmutable();
    }

    private static JsonNode? ToJson(RunIdentity identity) => JsonSerializer.SerializeToNode(identity, RunJson.Default.RunIdentity);

    private static void Compare(string path, JsonNode? expected, JsonNode? found, ImmutableArray<string>.Builder differences)
    {
        if (expected is JsonObject left && found is JsonObject right)
        {
            foreach (var name in left.Select(field => field.Key).Union(right.Select(field => field.Key)))
            {
                Compare($"{path}.{name}", left[name], right[name], differences);
            }
        }
        else if (expected is JsonArray first && found is JsonArray second && first.Count == second.Count)
        {
            for (var i = 0; i < first.Count; i++)
            {
                Compare($"{path}[{i}]", first[i], second[i], differences);
            }
        }
        else if (!JsonNode.DeepEquals(expected, found))
        {
            // What an imported run was run with is JSON already.
            Func<JsonNode?, string> show = path.StartsWith(ImportedFacts, StringComparison.Ordinal) ? fact => $"{fact}" : Show;
            differences.Add($"{path}: expected {show(expected)}, found {show(found)}");
        }
    }

    /// <summary>Things that have names, such as policies, are shown by them: what else they are is too long to read.</summary>
    private static string Show(JsonNode? node) =>
        node is JsonArray { Count: > 0 } list && list.All(item => item is JsonObject thing && thing.ContainsKey("name"))
            ? string.Join(", ", list.Select(item => $"{item!["name"]}"))
            : node?.ToJsonString() ?? "null";
}
