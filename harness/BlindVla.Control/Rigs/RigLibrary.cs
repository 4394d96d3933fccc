using System.Collections.Immutable;
using BlindVla.Core;
using BlindVla.Files;

namespace BlindVla.Control;

/// <summary>The rigs of a folder, found by name, and any other by its path.</summary>
public sealed class RigLibrary(string folder)
{
    private const string Extension = ".yaml";

    /// <summary>Ordered by name. A name is here because its file is; whether the file is right shows when it is loaded.</summary>
    public ImmutableArray<string> Names
    {
        get
        {
            var files = Directory.Exists(folder) ? Directory.EnumerateFiles(folder, $"*{Extension}") : [];
            return [.. files.Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];
        }
    }

    /// <param name="nameOrPath">A name of this library, or a path: anything with a directory separator or ending in <c>.yaml</c>.</param>
    /// <exception cref="InputException">There is no such rig, or it is wrong: with every problem of the file and of those it
    /// extends.</exception>
    public ArmRig Load(string nameOrPath)
    {
        if (Path.GetFileName(nameOrPath) != nameOrPath || nameOrPath.EndsWith(Extension, StringComparison.Ordinal))
            return RigFile.Load(nameOrPath, folder);
        return Names.Contains(nameOrPath)
            ? RigFile.Load(Path.Combine(folder, nameOrPath + Extension), folder)
            : throw new InputException("rig", $"there is no rig '{nameOrPath}' in {folder}; {NearestNames.Suggest(nameOrPath, Names)}");
    }
}
