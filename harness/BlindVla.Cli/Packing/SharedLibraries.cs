using System.Text.RegularExpressions;

namespace BlindVla.Cli;

/// <summary>Which libraries of this machine a program loads, by its dynamic linker.</summary>
internal static partial class SharedLibraries
{
    /// <summary>Parts of glibc belong to the kernel and the loader of their machine, and every machine has its own.</summary>
    private static readonly HashSet<string> OfEveryMachine =
    [
        "ld-linux-x86-64.so.2",
        "libanl.so.1",
        "libc.so.6",
        "libdl.so.2",
        "libm.so.6",
        "libmvec.so.1",
        "libpthread.so.0",
        "libresolv.so.2",
        "librt.so.1",
        "libutil.so.1",
    ];

    /// <summary>All libraries that some files need, by name with the path they are loaded from, without those of every machine.</summary>
    /// <exception cref="CommandException">One of them is not on this machine.</exception>
    public static IReadOnlyDictionary<string, string> Of(IEnumerable<string> files)
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var (status, lines, _) = ProgramOutput.Of("ldd", file)
                ?? throw new CommandException(ExitCode.Infrastructure, "ldd is not installed");
            if (status != 0)
                throw new CommandException(ExitCode.Infrastructure, $"{file}: ldd cannot say which libraries it needs");
            foreach (Match line in Line().Matches(lines))
            {
                var (name, path) = (line.Groups["name"].Value, line.Groups["path"].Value);
                if (path.Length == 0)
                    throw new CommandException(ExitCode.Infrastructure, $"{file} needs {name}, which is not on this machine");
                if (!OfEveryMachine.Contains(name))
                    found[name] = path;
            }
        }
        return found;
    }

    /// <summary>A library that programs load by its name while they run; null where this machine has none.</summary>
    public static string? Find(string name)
    {
        var (_, cache, _) = ProgramOutput.Of("/sbin/ldconfig", "-p") ?? (0, "", "");
        return cache
            .Split('\n')
            .Where(line => line.TrimStart().StartsWith($"{name} (libc6,x86-64", StringComparison.Ordinal))
            .Select(line => line.Split("=> ")[1].Trim())
            .FirstOrDefault();
    }

    /// <summary><c>libpng16.so.16 => /lib/x86_64-linux-gnu/libpng16.so.16 (0x00007f…)</c></summary>
    [GeneratedRegex(@"^\s*(?<name>\S+) => (?:(?<path>/\S+)|not found)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Line();
}
