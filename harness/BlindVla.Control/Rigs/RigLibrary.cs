using System.Collections.Immutable;
using BlindVla.Files;

namespace BlindVla.Control;

/// <summary>The rigs of a folder, found by name, and any other by its path.</summary>
public sealed class RigLibrary(string folder)
{
    private readonly NamedFiles _files = new(folder, "rig");

    /// <inheritdoc cref="NamedFiles.Names"/>
    public ImmutableArray<string> Names => _files.Names;

    /// <param name="nameOrPath">A name of this library, or a path: anything with a directory separator or ending in <c>.yaml</c>.</param>
    /// <exception cref="InputException">There is no such rig, or it is wrong: with every problem of the file and of those it
    /// extends.</exception>
    public ArmRig Load(string nameOrPath) => RigFile.Load(_files.Find(nameOrPath), folder);
}
