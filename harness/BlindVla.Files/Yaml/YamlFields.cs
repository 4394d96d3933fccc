using BlindVla.Core;

namespace BlindVla.Files;

/// <summary>The keys of one mapping. What nobody asked for is reported as unknown, so the code that reads a file is its schema.</summary>
public sealed class YamlFields
{
    private readonly YamlMap _map;
    private readonly string _what;
    private readonly ProblemList _problems;
    private readonly HashSet<string> _known = [];

    private YamlFields(YamlMap map, string what, ProblemList problems)
    {
        _map = map;
        _what = what;
        _problems = problems;
    }

    /// <param name="what">What the mapping describes, for messages, e.g. <c>a task</c>.</param>
    public static YamlFields? Of(YamlNode? node, string what, ProblemList problems)
    {
        switch (node)
        {
            case null:
                return null;
            case YamlMap map:
                return new YamlFields(map, what, problems);
            default:
                problems.Add(node, $"expected a mapping that describes {what}, found {node.Kind}");
                return null;
        }
    }

    /// <summary>The keys that are there, for a mapping whose keys are names that its writer chose.</summary>
    public IEnumerable<string> Keys => _map.Entries.Select(entry => entry.Key.Text);

    public YamlNode? Required(string key)
    {
        var value = Optional(key);
        if (value is null)
        {
            _problems.Add(_map, $"{_what} needs the key '{key}', which is missing");
        }
        return value;
    }

    public YamlNode? Optional(string key)
    {
        _known.Add(key);
        return _map.Entries.FirstOrDefault(e => e.Key.Text == key)?.Value;
    }

    /// <summary>A key as it stands in the file; null where it is not there.</summary>
    public YamlScalar? Key(string key) => _map.Entries.FirstOrDefault(e => e.Key.Text == key)?.Key;

    /// <summary>To be called when every key that may be there has been asked for.</summary>
    public void RefuseOthers()
    {
        foreach (var entry in _map.Entries.Where(e => !_known.Contains(e.Key.Text)))
        {
            _problems.Add(entry.Key, $"{_what} has no key '{entry.Key.Text}'; {NearestNames.Suggest(entry.Key.Text, _known)}");
        }
    }
}
