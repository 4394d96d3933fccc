using System.Collections;
using BlindVla.Core;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace BlindVla.Bridge;

/// <summary>Where two messages of a kind differ, field by field.</summary>
internal static class MessageDifference
{
    private const int MostLines = 20;
    private const int MostNames = 5;
    private const int MostCharacters = 200;

    /// <summary>Lines such as <c>scene_limits.max_objects: expected 12, found 16</c>; empty where nothing differs.</summary>
    /// <param name="ignored">Fields of the outermost message that do not count.</param>
    public static IReadOnlyList<string> Between(IMessage expected, IMessage found, IReadOnlyCollection<string> ignored)
    {
        var all = OfFields(expected, found, "", ignored).ToList();
        return all.Count <= MostLines ? all : [.. all[..MostLines], $"and {all.Count - MostLines} more"];
    }

    private static IEnumerable<string> OfFields(IMessage expected, IMessage found, string path, IReadOnlyCollection<string> ignored) =>
        expected
            .Descriptor.Fields.InDeclarationOrder()
            .Where(field => !ignored.Contains(field.Name))
            .SelectMany(field => OfValues(ValueOf(field, expected), ValueOf(field, found), $"{path}{field.Name}"));

    private static IEnumerable<string> OfValues(object? expected, object? found, string path) =>
        (expected, found) switch
        {
            _ when Equals(expected, found) => [],
            (IMessage a, IMessage b) => OfFields(a, b, $"{path}.", []),
            (IList a, IList b) when a.Count == b.Count && a[0] is IMessage => a.Cast<object>()
                .Zip(b.Cast<object>())
                .SelectMany((pair, i) => OfValues(pair.First, pair.Second, $"{path}[{i}]")),
            (IList a, IList b) => [OfLists([.. a.Cast<object>().Select(Text)], [.. b.Cast<object>().Select(Text)], path)],
            (IDictionary a, IDictionary b) => a
                .Keys.Cast<object>()
                .Union(b.Keys.Cast<object>())
                .OrderBy(Text, StringComparer.Ordinal)
                .SelectMany(key => OfValues(a.Contains(key) ? a[key] : null, b.Contains(key) ? b[key] : null, $"{path}.{Text(key)}")),
            _ => [$"{path}: expected {Text(expected)}, found {Text(found)}"],
        };

    private static string OfLists(string[] expected, string[] found, string path)
    {
        var (missing, added) = (expected.Except(found).ToList(), found.Except(expected).ToList());
        string[] parts =
        [
            $"expected {expected.Length} values, found {found.Length}",
            .. missing.Count > 0 ? [$"without {Some(missing)}"] : Array.Empty<string>(),
            .. added.Count > 0 ? [$"with {Some(added)}"] : Array.Empty<string>(),
        ];
        return $"{path}: {string.Join(", ", parts)}";
    }

    private static string Some(List<string> names) =>
        names.Count <= MostNames ? string.Join(", ", names) : $"{string.Join(", ", names[..MostNames])} and {names.Count - MostNames} more";

    private static object? ValueOf(FieldDescriptor field, IMessage message) =>
        field.HasPresence && !field.Accessor.HasValue(message) ? null : field.Accessor.GetValue(message);

    private static string Text(object? value) => value is null ? "nothing" : VisibleText.Line($"{value}", MostCharacters);
}
