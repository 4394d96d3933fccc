using System.Text.Json;
using System.Text.Json.Nodes;
using BlindVla.Core;

namespace BlindVla.Fuzz.Tests.Mutation;

/// <summary>Changes of JSON that leave it JSON: another value, another kind of value, a member lost, doubled, renamed or moved. Anything
/// else is left as it is.</summary>
internal sealed class JsonMutator : IMutator
{
    private static readonly string[] Values =
    [
        "null",
        "true",
        "false",
        "0",
        "-1",
        "1",
        "0.5",
        "1e999",
        "-1e999",
        "2147483648",
        "9223372036854775808",
        "1e300",
        "-0.0",
        "\"\"",
        "\"NaN\"",
        "\"1\"",
        "[]",
        "{}",
        "[null]",
        "[[]]",
        "{\"a\":null}",
        "[1,\"a\",null]",
        "\"\\u0000\"",
        "\"../../a\"",
        "\"\\u001b[2J\"",
        "\"\\ud800\"",
        "\"(((a+)+)+)+!\"",
    ];

    /// <summary>The numbers that JsonNode cannot hold are written in afterwards.</summary>
    private const string Placeholder = "\"the value goes here\"";

    public byte[] Mutate(byte[] input, IReadOnlyList<byte[]> corpus, KeyedRandom random)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(input);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return input;
        }
        var nodes = new List<JsonNode>();
        try
        {
            Collect(root, nodes);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // A key twice, or half a character in it, which is found out only now.
            return input;
        }
        var places = nodes.Where(node => node.Parent is not null).ToList();
        if (places.Count == 0)
        {
            return System.Text.Encoding.UTF8.GetBytes(random.Choose(Values));
        }
        var value = Value(random);
        Change(random.Choose(places), random.Choose(places), random);
        try
        {
            return System.Text.Encoding.UTF8.GetBytes(root!.ToJsonString().Replace(Placeholder, value, StringComparison.Ordinal));
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            return input;
        }
    }

    private static string Value(KeyedRandom random)
    {
        var depth = 1 << random.NextInt(10);
        return random.NextInt(20) switch
        {
            0 => new string('[', depth) + new string(']', depth),
            1 => string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth),
            2 => $"[{string.Join(',', Enumerable.Repeat(random.Choose(Values), depth))}]",
            3 => $"\"{new string('a', 1 << random.NextInt(16))}\"",
            _ => random.Choose(Values),
        };
    }

    private static void Change(JsonNode node, JsonNode other, KeyedRandom random)
    {
        var placeholder = JsonNode.Parse(Placeholder)!;
        switch (random.NextInt(8), node.Parent)
        {
            case (0, JsonObject owner):
                owner.Remove(node.GetPropertyName());
                break;
            case (0, JsonArray list):
                list.Remove(node);
                break;
            case (1, JsonObject owner):
                owner[node.GetPropertyName() + "x"] = node.DeepClone();
                break;
            case (1, JsonArray list):
                list.Add(node.DeepClone());
                break;
            case (2, _):
                node.ReplaceWith(other.DeepClone());
                break;
            case (3, JsonObject owner):
                var name = node.GetPropertyName();
                owner.Remove(name);
                owner[random.Choose([name.ToUpperInvariant(), "", "\u0000", name + "." + name, name + " "])] = node;
                break;
            case (4, _) when node is JsonArray inner:
                inner.Add(placeholder);
                break;
            case (4, _) when node is JsonObject inner:
                inner["extra"] = placeholder;
                break;
            default:
                node.ReplaceWith(placeholder);
                break;
        }
    }

    private static void Collect(JsonNode? node, List<JsonNode> nodes)
    {
        if (node is null)
        {
            return;
        }
        nodes.Add(node);
        foreach (
            var child in node switch
            {
                JsonObject members => members.Select(member => member.Value),
                JsonArray items => items,
                _ => [],
            }
        )
        {
            Collect(child, nodes);
        }
    }
}
