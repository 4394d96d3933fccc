using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace BlindVla.Policies.Torch;

/// <summary>
/// Where a changed copy of a native library is put so that it can be loaded: a cache of the user's own, one beside the program, and then,
/// because homes can be missing and disks read-only, the places for temporary files.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class LibraryCache
{
    private const string Owner = "blindvla";

    /// <summary>Puts the library where it can be loaded, and loads it.</summary>
    /// <param name="load">Throws <see cref="DllNotFoundException"/> where it cannot, as from a disk whose programs may not run.</param>
    /// <param name="kept">Folders in which the copy stays for the next time, best first.</param>
    /// <param name="temporary">Folders from which it is taken away again once it is loaded.</param>
    /// <returns>What was tried and why it failed, where all failed; null where one did not.</returns>
    public static string? Load(byte[] library, string name, Action<string> load, IEnumerable<string> kept, IEnumerable<string> temporary)
    {
        var tried = new List<string>();
        return
            kept.Any(folder => Try(folder, tried, () => LoadKept(library, name, load, folder)))
            || temporary.Any(folder => Try(folder, tried, () => LoadOnce(library, name, load, folder)))
            ? null
            : $"no place for a copy of {name}; tried {string.Join("; ", tried)}";
    }

    /// <summary>A cache for this user, by the XDG base directory specification; and one beside the program.</summary>
    /// <param name="environment">Variables by name.</param>
    public static IEnumerable<string> Kept(Func<string, string?> environment, string programFolder)
    {
        var cache = environment("XDG_CACHE_HOME");
        var home = environment("HOME");
        if (Path.IsPathRooted(cache))
        {
            yield return Path.Combine(cache, Owner);
        }
        // The root is nobody's home, though services and containers are told so.
        else if (Path.IsPathRooted(home) && home != "/" && Directory.Exists(home))
        {
            yield return Path.Combine(home, ".cache", Owner);
        }
        yield return Path.Combine(programFolder, "cache", Owner);
    }

    /// <summary>Folders for temporary files; the last is memory.</summary>
    public static IEnumerable<string> Temporary(Func<string, string?> environment) =>
        new[] { environment("TMPDIR"), "/tmp", "/dev/shm" }.OfType<string>().Where(Path.IsPathRooted).Distinct();

    private static bool Try(string folder, List<string> tried, Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (Exception e) when (e is DllNotFoundException or IOException or UnauthorizedAccessException)
        {
            tried.Add($"{folder} ({e.Message.Split('\n')[0]})");
            return false;
        }
    }

    private static void LoadKept(byte[] library, string name, Action<string> load, string place)
    {
        var folder = Path.Combine(place, Convert.ToHexStringLower(SHA256.HashData(library))[..16]);
        Directory.CreateDirectory(folder);
        var copy = Path.Combine(folder, name);
        if (!File.Exists(copy) || !File.ReadAllBytes(copy).AsSpan().SequenceEqual(library))
        {
            var partial = $"{copy}.{Environment.ProcessId}";
            File.WriteAllBytes(partial, library);
            File.Move(partial, copy, overwrite: true);
        }
        load(copy);
    }

    /// <summary>In a folder that nobody else can write to: what lies in a shared one could be somebody else's library.</summary>
    private static void LoadOnce(byte[] library, string name, Action<string> load, string place)
    {
        var folder = Path.Combine(place, $"{Owner}-{Path.GetRandomFileName()}");
        if (!Directory.Exists(place))
        {
            throw new DirectoryNotFoundException("there is no such folder");
        }
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            var copy = Path.Combine(folder, name);
            File.WriteAllBytes(copy, library);
            load(copy);
        }
        finally
        {
            // What is loaded stays mapped.
            Directory.Delete(folder, recursive: true);
        }
    }
}
