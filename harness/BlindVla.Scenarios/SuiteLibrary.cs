using System.Collections.Immutable;
using BlindVla.Core;
using BlindVla.Files;

namespace BlindVla.Scenarios;

/// <summary>The suites of a folder, found by name, and any other by its path.</summary>
public sealed class SuiteLibrary(string folder, Catalogue catalogue)
{
    private const string Extension = ".yaml";

    /// <summary>Ordered by name. A name is here because its file is; whether the file is right shows when it is loaded.</summary>
    public ImmutableArray<string> Names
    {
        get
        {
            var files = Directory.Exists(folder) ? Directory.EnumerateFiles(folder, $"*{Extension}") : [];
            return [.. files.Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];
        }
    }

    /// <param name="nameOrPath">A name of this library, or a path: anything with a directory separator or ending in <c>.yaml</c>.</param>
    /// <exception cref="InputException">There is no such suite, or it is wrong.</exception>
    public Suite Load(string nameOrPath)
    {
        if (Path.GetFileName(nameOrPath) != nameOrPath || nameOrPath.EndsWith(Extension, StringComparison.Ordinal))
        {
            return Suite.Load(nameOrPath, catalogue, folder);
        }
        if (!Names.Contains(nameOrPath))
        {
            throw new InputException("suite", $"there is no suite '{nameOrPath}' in {folder}; {NearestNames.Suggest(nameOrPath, Names)}");
        }
        return Suite.Load(Path.Combine(folder, nameOrPath + Extension), catalogue, folder);
    }
}
