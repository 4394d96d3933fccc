using System.Collections.Immutable;
using BlindVla.Files;

namespace BlindVla.Scenarios;

/// <summary>The suites of a folder, found by name, and any other by its path.</summary>
public sealed class SuiteLibrary(string folder, Catalogue catalogue)
{
    private readonly NamedFiles _files = new(folder, "suite");

    /// <inheritdoc cref="NamedFiles.Names"/>
    public ImmutableArray<string> Names => _files.Names;

    /// <param name="nameOrPath">A name of this library, or a path: anything with a directory separator or ending in <c>.yaml</c>.</param>
    /// <exception cref="InputException">There is no such suite, or it is wrong.</exception>
    public Suite Load(string nameOrPath) => Suite.Load(_files.Find(nameOrPath), catalogue, folder);
}
