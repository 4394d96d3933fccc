using System.Security.Cryptography;
using System.Text;
using BlindVla.Files;
using BlindVla.Policies.Torch;

namespace BlindVla.Training;

/// <summary>
/// The digests of a folder's files beside them, as <c>sha256sum</c> writes and checks them: a weight is a number whatever bit of it was
/// turned.
/// </summary>
internal static class FileDigests
{
    public const string FileName = "SHA256SUMS";

    private const int MostBytes = 1 << 16;
    private const string Separator = "  ";

    /// <summary>Of every file but the card, which decides nothing and may be edited.</summary>
    public static void Write(string folder) =>
        AtomicFile.Write(
            Path.Combine(folder, FileName),
            Encoding.UTF8.GetBytes(
                string.Concat(
                    Directory
                        .EnumerateFiles(folder)
                        .Select(file => Path.GetFileName(file))
                        .Where(name => name is not (FileName or ModelCard.FileName))
                        .Order(StringComparer.Ordinal)
                        .Select(name => $"{Digest(Path.Combine(folder, name))}{Separator}{name}\n")
                )
            )
        );

    /// <summary>The first file that was saved and is gone, or the list of them; null where all are there. What somebody laid beside them is
    /// none of them.</summary>
    /// <param name="needed">A file without which the folder is nothing.</param>
    public static string? Missing(string folder, string needed)
    {
        var list = Path.Combine(folder, FileName);
        return File.Exists(list)
            ? Saved(list).Select(saved => saved.Key).Append(needed).Select(name => Path.Combine(folder, name)).FirstOrDefault(IsGone)
            : list;

        static bool IsGone(string file) => !File.Exists(file);
    }

    /// <inheritdoc cref="Missing"/>
    /// <param name="otherwise">What to do where a file cannot be brought back.</param>
    /// <exception cref="CheckpointException">A file is missing, or not what was saved.</exception>
    public static void Require(string folder, string needed, string otherwise)
    {
        if (Missing(folder, needed) is { } missing)
        {
            throw Refused(missing, "is missing");
        }
        var list = Path.Combine(folder, FileName);
        var saved = Saved(list);
        if (!saved.Contains(needed))
        {
            throw Refused(list, $"does not say what {needed} was");
        }
        foreach (var file in saved)
        {
            var path = Path.Combine(folder, file.Key);
            if (!file.Contains(Digest(path)))
            {
                throw Refused(path, $"is not what was saved (its SHA-256 is not that of {FileName})");
            }
        }

        CheckpointException Refused(string path, string why) => new($"{path} {why}: bring the file back, or {otherwise}");
    }

    /// <summary>Digests by the names of their files.</summary>
    private static ILookup<string, string> Saved(string list) =>
        BoundedFile
            .ReadText(list, MostBytes)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(Separator, 2))
            .ToLookup(parts => parts[^1], parts => parts[0]);

    private static string Digest(string path)
    {
        using var content = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(content));
    }
}
