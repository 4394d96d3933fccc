using BlindVla.Core;

namespace BlindVla.Cli;

/// <summary>A file of this checkout by its name, or anybody's by its path.</summary>
internal static class ShippedFile
{
    private const string Extension = ".yaml";

    /// <summary>Names of the files of a folder.</summary>
    public static IEnumerable<string> Names(string folder) =>
        Directory.EnumerateFiles(folder, $"*{Extension}").Select(file => Path.GetFileNameWithoutExtension(file));

    /// <param name="folder">Of the files that have names.</param>
    /// <param name="what">What they are, for messages, e.g. <c>gate</c>.</param>
    /// <param name="nameOrPath">A name, or a path: anything with a directory separator or ending in <c>.yaml</c>.</param>
    /// <returns>Its path; of a path that was given nobody has looked whether it is there.</returns>
    /// <exception cref="CommandException">There is none of this name.</exception>
    public static string Find(string folder, string what, string nameOrPath)
    {
        if (nameOrPath.EndsWith(Extension, StringComparison.Ordinal) || Path.GetFileName(nameOrPath) != nameOrPath)
        {
            return nameOrPath;
        }
        string[] names = [.. Names(folder)];
        return names.Contains(nameOrPath)
            ? Path.Combine(folder, nameOrPath + Extension)
            : throw new CommandException(
                ExitCode.Usage,
                $"there is no {what} '{nameOrPath}' in {folder}, and a file elsewhere is given by its path, which ends in {Extension}; "
                    + NearestNames.Suggest(nameOrPath, names)
            );
    }
}
