using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Files;

/// <summary>
/// Files that begin with <c>extends: BASE</c>, and things in a list that have <c>extends: NAME</c>: what they say is said of the base, too,
/// where they do not say otherwise (<see cref="YamlMerge"/>).
/// </summary>
public sealed class YamlExtension
{
    private const string Key = "extends";
    private const string Extension = ".yaml";
    private const int MaxDepth = 16;

    private readonly string? _folder;
    private readonly ImmutableHashSet<string> _own;
    private readonly ImmutableArray<string> _lists;

    /// <summary>Whether a file may say what its base says, too: of measured values some come out as they were expected.</summary>
    public bool MayRepeat { get; init; }

    /// <param name="folder">Files that can be named without a path; null for none.</param>
    /// <param name="own">Keys of a file that its base says nothing about.</param>
    /// <param name="lists">Keys of a file with lists in which one thing may extend another.</param>
    public YamlExtension(string? folder, IEnumerable<string> own, params ImmutableArray<string> lists) =>
        (_folder, _own, _lists) = (folder, [.. own], lists);

    /// <summary>A file with all that it extends, as if it had been written out.</summary>
    /// <param name="root">As the file says it.</param>
    /// <returns>The root: that of the file itself where nothing is extended.</returns>
    /// <exception cref="InputException">A file cannot be read as YAML at all.</exception>
    public YamlNode Resolve(YamlNode root, ProblemList problems) => Resolve(root, problems, [Path.GetFullPath(problems.File)]);

    private YamlNode Resolve(YamlNode root, ProblemList problems, ImmutableArray<string> chain)
    {
        if (root is not YamlMap map)
            return root;
        var whole = map;
        if (map.Entries.FirstOrDefault(entry => entry.Key.Text == Key) is { } extends)
        {
            whole = map with { Entries = map.Entries.Remove(extends) };
            if (extends != map.Entries[0])
                problems.Add(extends.Key, $"'{Key}' must be the first key of a file");
            if (Base(extends.Value, problems, chain) is YamlMap basis)
            {
                var inherited = basis with { Entries = [.. basis.Entries.Where(entry => !_own.Contains(entry.Key.Text))] };
                whole = new YamlMerge(Shown(extends.Value), problems, MayRepeat).Merge(inherited, whole);
            }
        }
        foreach (var list in _lists)
            whole = WithinList(whole, list, problems);
        return whole;
    }

    /// <summary>The root of the file that is extended; null where there is none that could be.</summary>
    private YamlNode? Base(YamlNode named, ProblemList problems, ImmutableArray<string> chain)
    {
        if (named is not YamlScalar { Text.Length: > 0 } scalar)
        {
            problems.Add(named, $"expected the name of a file to extend, or its path, found {named.Kind}");
            return null;
        }
        var name = scalar.Text;
        var isPath = name.Contains('/') || name.EndsWith(Extension, StringComparison.Ordinal);
        var folder = isPath ? Path.GetDirectoryName(chain[^1]) : _folder;
        var path = folder is null ? null : Path.GetFullPath(Path.Combine(folder, isPath ? name : name + Extension));
        if (path is null || !File.Exists(path))
        {
            var names =
                !isPath && Directory.Exists(folder)
                    ? Directory
                        .EnumerateFiles(folder, $"*{Extension}")
                        .Select(file => Path.GetFileNameWithoutExtension(file))
                        .Order(StringComparer.Ordinal)
                    : Enumerable.Empty<string>();
            problems.Add(
                named,
                isPath
                    ? $"there is no file {path} to extend"
                    : $"there is no '{name}' to extend; {NearestNames.Suggest(name, names)}, or give a path"
            );
            return null;
        }
        if (chain.Contains(path) || chain.Length == MaxDepth)
        {
            problems.Add(
                named,
                chain.Contains(path)
                    ? $"{path} extends itself{(chain.Length > 1 ? $", by way of {chain[^1]}" : "")}"
                    : $"expected at most {MaxDepth} files that extend one another, found more"
            );
            return null;
        }
        var there = problems.Of(path);
        return Resolve(YamlFile.Read(path, there), there, chain.Add(path));
    }

    private static YamlMap WithinList(YamlMap root, string key, ProblemList problems)
    {
        if (root.Entries.FirstOrDefault(entry => entry.Key.Text == key) is not { Value: YamlList list } entry)
            return root;
        var items = list.Items.ToList();
        if (!items.Exists(item => ExtendsOf(item) is not null))
            return root;
        for (var i = 0; i < items.Count; i++)
            items[i] = WithBase(items[i], []);
        return root with { Entries = root.Entries.Replace(entry, entry with { Value = list with { Items = [.. items] } }) };

        YamlNode WithBase(YamlNode item, ImmutableArray<YamlNode> chain)
        {
            if (item is not YamlMap map || ExtendsOf(map) is not { } extends)
                return item;
            var changes = map with { Entries = map.Entries.Remove(extends) };
            var name = (extends.Value as YamlScalar)?.Text;
            var names = list.Items.Select(YamlMerge.NameOf).OfType<string>().ToList();
            if (name is null || list.Items.FirstOrDefault(other => YamlMerge.NameOf(other) == name) is not { } named)
            {
                problems.Add(extends.Value, $"there is no '{name}' in '{key}' to extend; {NearestNames.Suggest(name ?? "", names)}");
                return changes;
            }
            if (named == item || chain.Contains(named))
            {
                problems.Add(extends.Value, $"'{name}' extends itself");
                return changes;
            }
            var basis = (YamlMap)WithBase(named, chain.Add(item));
            var own = new HashSet<string> { "name", "description" };
            var inherited = basis with { Entries = [.. basis.Entries.Where(other => !own.Contains(other.Key.Text))] };
            return new YamlMerge($"'{name}'", problems).Merge(inherited, changes);
        }
    }

    private static YamlEntry? ExtendsOf(YamlNode item) => (item as YamlMap)?.Entries.FirstOrDefault(entry => entry.Key.Text == Key);

    private static string Shown(YamlNode named) => (named as YamlScalar)?.Text ?? "";
}
