using System.Text;
using BlindVla.Files;

namespace BlindVla.Cli;

/// <summary>Files that somebody asked for besides what a command prints; null where nobody did.</summary>
internal static class OutputFile
{
    /// <param name="option">By which another file is named.</param>
    /// <exception cref="CommandException">It is there already; <c>--overwrite</c> replaces it.</exception>
    public static void RequireNew(string? path, string option)
    {
        if (File.Exists(path))
        {
            throw new CommandException(
                ExitCode.Usage,
                $"{Path.GetFullPath(path)} is there already; replace it with --overwrite, or name another file with {option}"
            );
        }
    }

    /// <summary>Tries whether a file could be written, before the minutes that its content takes; leaves nothing behind.</summary>
    /// <exception cref="CommandException">It could not.</exception>
    public static void Require(string? path)
    {
        if (path is null || (File.Exists(path) && !BoundedFile.IsRegular(path)))
        {
            // A pipe may have a reader that would take the end of a trial for the end of the file.
            return;
        }
        Do(path, whole =>
        {
            if (File.Exists(whole) || Directory.Exists(whole))
            {
                using var there = new FileStream(whole, FileMode.Open, FileAccess.Write);
                return;
            }
            var parent = Path.GetDirectoryName(whole)!;
            while (!Directory.Exists(parent))
            {
                if (File.Exists(parent))
                {
                    throw new IOException($"{parent} is a file");
                }
                parent = Path.GetDirectoryName(parent)!;
            }
            var trial = Path.Combine(parent, Path.GetRandomFileName());
            using var file = new FileStream(trial, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        });
    }

    /// <summary>Over what is there; its folder is made where it is missing.</summary>
    /// <exception cref="CommandException">The disk refuses.</exception>
    public static void Write(string? path, byte[] content)
    {
        if (path is not null)
        {
            Do(path, whole =>
            {
                Directory.CreateDirectory(Path.GetDirectoryName(whole)!);
                File.WriteAllBytes(whole, content);
            });
        }
    }

    /// <summary>As <see cref="Write(string?, byte[])"/>; where the disk refuses, what was there is as it was.</summary>
    /// <exception cref="CommandException">The disk refuses.</exception>
    public static void Replace(string path, byte[] content) => Do(path, whole =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(whole)!);
            AtomicFile.Write(whole, content);
        });

    /// <inheritdoc cref="Write(string?, byte[])"/>
    public static void Write(string? path, string text) => Write(path, Encoding.UTF8.GetBytes(text));

    private static void Do(string path, Action<string> work)
    {
        var whole = Path.GetFullPath(path);
        try
        {
            work(whole);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Infrastructure, $"cannot write {whole}: {FileFault.Reason(e)}");
        }
    }
}
