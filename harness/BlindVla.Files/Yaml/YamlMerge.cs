using System.Collections.Immutable;

namespace BlindVla.Files;

/// <summary>
/// What something is that extends another: mappings are merged key by key and lists of named things name by name; everything else is
/// replaced. A key that changes nothing is refused, since its writer meant that it does.
/// </summary>
/// <param name="baseName">What is extended, for messages.</param>
/// <param name="mayRepeat">A value may be the base's, too, since its writer means that it was looked at.</param>
internal sealed class YamlMerge(string baseName, ProblemList problems, bool mayRepeat = false)
{
    private const string NameKey = "name";

    public YamlMap Merge(YamlMap from, YamlMap changes)
    {
        var entries = from.Entries.ToList();
        foreach (var change in changes.Entries)
        {
            var index = entries.FindIndex(entry => entry.Key.Text == change.Key.Text);
            if (index < 0)
                entries.Add(change);
            else
                entries[index] = new(change.Key, Value(change.Key, entries[index].Value, change.Value));
        }
        return changes with { Entries = [.. entries] };
    }

    private YamlNode Value(YamlScalar key, YamlNode from, YamlNode change)
    {
        switch (from, change)
        {
            case (YamlMap old, YamlMap { Entries.IsEmpty: false } map):
                return Merge(old, map);
            case (YamlList old, YamlList list) when Names(old) is { } names && Names(list) is not null:
                return ByName(old, list, names);
            case (YamlMap, YamlMap):
            case var _ when !mayRepeat && Same(from, change):
                problems.Add(key, $"'{key.Text}' changes nothing: it is the same in {baseName}; leave it out");
                return from;
            default:
                return change;
        }
    }

    private YamlList ByName(YamlList from, YamlList changes, List<string> names)
    {
        var items = from.Items.ToList();
        foreach (var item in changes.Items.Cast<YamlMap>())
        {
            var nameKey = item.Entries.First(entry => entry.Key.Text == NameKey);
            var name = ((YamlScalar)nameKey.Value).Text;
            var index = names.IndexOf(name);
            if (index < 0)
            {
                items.Add(item);
                continue;
            }
            var others = item with { Entries = item.Entries.Remove(nameKey) };
            if (others.Entries.IsEmpty)
                problems.Add(item, $"'{name}' changes nothing: it is the same in {baseName}; leave it out");
            items[index] = Merge((YamlMap)from.Items[index], others);
        }
        return changes with { Items = [.. items] };
    }

    /// <summary>The names in a list of named things; null where it is none, as where two have one name.</summary>
    private static List<string>? Names(YamlList list)
    {
        var names = list.Items.Select(NameOf).OfType<string>().Distinct().ToList();
        return names.Count > 0 && names.Count == list.Items.Length ? names : null;
    }

    internal static string? NameOf(YamlNode item) => (item as YamlMap)?.Value(NameKey) is YamlScalar name ? name.Text : null;

    private static bool Same(YamlNode one, YamlNode other) =>
        (one, other) switch
        {
            (YamlScalar a, YamlScalar b) => a.Text == b.Text && a.IsPlain == b.IsPlain,
            (YamlList a, YamlList b) => Same(a.Items, b.Items),
            (YamlMap a, YamlMap b) => a.Entries.Length == b.Entries.Length
                && a.Entries.All(entry => b.Entries.Any(second => second.Key.Text == entry.Key.Text && Same(entry.Value, second.Value))),
            _ => false,
        };

    private static bool Same(ImmutableArray<YamlNode> one, ImmutableArray<YamlNode> other) =>
        one.Length == other.Length && one.Zip(other).All(pair => Same(pair.First, pair.Second));
}
