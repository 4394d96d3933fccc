using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Files;

/// <summary>The YAML files of a folder, found by name, and any other by its path.</summary>
/// <param name="what">What they are, for messages, e.g. <c>suite</c>.</param>
public sealed class NamedFiles(string folder, string what)
{
    private const string Extension = ".yaml";

    /// <summary>Ordered. A name is here because its file is; whether the file is right shows when it is loaded.</summary>
    public ImmutableArray<string> Names
    {
        get
        {
            var files = Directory.Exists(folder) ? Directory.EnumerateFiles(folder, $"*{Extension}") : [];
            return [.. files.Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];
        }
    }

    /// <param name="nameOrPath">A name of this folder, or a path: anything with a directory separator or ending in <c>.yaml</c>.</param>
    /// <returns>Its path; of a path that was given nobody has looked whether it is there.</returns>
    /// <exception cref="InputException">There is none of this name.</exception>
    public string Find(string nameOrPath)
    {
        if (Path.GetFileName(nameOrPath) != nameOrPath || nameOrPath.EndsWith(Extension, StringComparison.Ordinal))
        {
            return nameOrPath;
        }
        return Names.Contains(nameOrPath)
            ? Path.Combine(folder, nameOrPath + Extension)
            : throw new InputException(what, $"there is no {what} '{nameOrPath}' in {folder}; {NearestNames.Suggest(nameOrPath, Names)}");
    }
}
