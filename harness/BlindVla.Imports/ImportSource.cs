using System.Collections.Immutable;
using System.Security.Cryptography;
using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Files;

namespace BlindVla.Imports;

/// <summary>Finds the results that somebody names, and sees which harness wrote them.</summary>
/// <param name="Results">One for each file, in the order of their names; all of one harness.</param>
/// <param name="Notes">What of a folder was not taken, and why.</param>
internal sealed record ImportSource(ImmutableArray<ForeignResults> Results, ImmutableArray<string> Notes)
{
    private const string Json = ".json";

    private static readonly ImmutableArray<string> Databases = [".sqlite", ".sqlite3", ".db"];

    /// <param name="path">A file, or a folder.</param>
    /// <param name="from">Which harness it must be of; null for any.</param>
    /// <exception cref="InputException">There is nothing to take, or it cannot be what a harness wrote.</exception>
    public static ImportSource Read(string path, string? from)
    {
        path = Path.GetFullPath(path);
        return Directory.Exists(path) ? OfFolder(path, from)
            : Of(path, from) is { } results ? new([results], [])
            : throw Nothing(path, from);
    }

    private static ImportSource OfFolder(string path, string? from)
    {
        var files = FilesIn(path);
        if (files.Count > ImportBounds.MostFiles)
        {
            throw new InputException(path, $"expected at most {ImportBounds.MostFiles} files with results, found more");
        }
        var texts = files.Where(file => Path.GetExtension(file) == Json).Select(file => (File: file, Results: Of(file, from))).ToList();
        var (found, others) = (texts.Where(text => text.Results is not null), texts.Where(text => text.Results is null));
        var recordings = files.Where(file => Path.GetExtension(file) != Json).ToList();
        var notes = ImmutableArray.CreateBuilder<string>();
        if (others.Any())
        {
            notes.Add($"no results, left out: {Names(others.Select(other => other.File))}");
        }
        if (found.Any() && recordings.Count > 0)
        {
            notes.Add($"left out, since the results beside it are made of it: {Names(recordings)}");
        }
        ImmutableArray<ForeignResults> all = found.Any()
            ? [.. found.Select(text => text.Results!)]
            : [.. recordings.Select(file => Of(file, from)).OfType<ForeignResults>()];
        return all.Select(results => results.Harness).Distinct().Count() switch
        {
            0 => throw Nothing(path, from),
            1 => new(all, notes.ToImmutable()),
            _ => throw new InputException(
                path,
                "it holds results of "
                    + string.Join(" and ", all.Select(results => $"{results.Harness} ({results.File.Name})").Distinct())
                    + "; say which with --from, or name a file"
            ),
        };
    }

    private static List<string> FilesIn(string path)
    {
        try
        {
            return
            [
                .. Directory
                    .EnumerateFiles(path)
                    .Where(file => Path.GetExtension(file) is var end && (end == Json || Databases.Contains(end)))
                    .Take(ImportBounds.MostFiles + 1)
                    .Order(StringComparer.Ordinal),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(path, $"it cannot be read: {FileFault.Reason(e)}");
        }
    }

    /// <summary>Null where a file is of no harness that is asked for.</summary>
    private static ForeignResults? Of(string path, string? from)
    {
        try
        {
            if (Recording.Is(path))
            {
                return from is null or ResultFile.Harness ? Recording.Read(path) : null;
            }
            var bytes = BoundedFile.ReadBytes(path, ImportBounds.MaxFileBytes);
            var file = new ImportedFile(Path.GetFileName(path), Convert.ToHexStringLower(SHA256.HashData(bytes)));
            var root = ForeignJson.Parse(bytes, file.Name);
            return from is null or EvalInfo.Harness && EvalInfo.Is(root) ? EvalInfo.Read(root, file)
                : from is null or ResultFile.Harness && ResultFile.Is(root) ? ResultFile.Read(root, file)
                : null;
        }
        catch (IOException e)
        {
            throw new InputException(path, $"it cannot be read: {FileFault.Reason(e)}");
        }
        catch (FormatException e)
        {
            throw new InputException(path, e.Message);
        }
    }

    private static InputException Nothing(string path, string? from) =>
        new(
            path,
            "there are no results that can be imported: expected "
                + string.Join(
                    " or ",
                    new[]
                    {
                        (EvalInfo.Harness, Expected: $"LeRobot's {EvalInfo.FileName}"),
                        (ResultFile.Harness, Expected: "a result (benchmark, tasks) or a recording-ID.sqlite of vla-eval"),
                    }
                        .Where(harness => from is null || from == harness.Item1)
                        .Select(harness => harness.Expected)
                )
        );

    private static string Names(IEnumerable<string> files) => NearestNames.List([.. files.Select(file => Path.GetFileName(file))]);
}
