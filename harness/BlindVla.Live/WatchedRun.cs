using System.Collections.Immutable;
using BlindVla.Cluster;
using BlindVla.Evaluation;

namespace BlindVla.Live;

/// <summary>A run that may be going on: in its own folder, or in the parts of an array.</summary>
/// <param name="Path">Of the run's folder, or of the array's.</param>
/// <param name="Folders">Where its trials are.</param>
public sealed record WatchedRun(string Path, ImmutableArray<string> Folders)
{
    private const string ArrayExtension = ".array";

    // Of folders, below the one that is watched.
    private const int Levels = 4;

    private (long Stamp, RecordedRun Run)? _last;

    /// <summary>The runs below a folder, or the one that it is; the newest first.</summary>
    public static IReadOnlyList<WatchedRun> Below(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        if (Of(path) is { } itself)
            return [itself];
        // An array of which nothing is put together yet.
        if (Of(path + ArrayExtension) is { } array)
            return [array];
        return [.. In(path, Levels).OrderByDescending(run => run.Updated)];
    }

    /// <summary>Runs are not looked into, whose folders may be thousands.</summary>
    private static IEnumerable<WatchedRun> In(string folder, int depth) =>
        depth == 0 || !Directory.Exists(folder)
            ? []
            : Directory
                .EnumerateDirectories(folder, "*", new EnumerationOptions())
                .SelectMany(inner => Of(inner) is { } run ? [run] : In(inner, depth - 1));

    /// <summary>Changes whenever something was written.</summary>
    public long Stamp => Folders.Sum(folder => Size(folder, RunFolder.LedgerFile) + Written(folder));

    /// <summary>When its record was last written.</summary>
    public DateTime Updated => File.GetLastWriteTimeUtc(System.IO.Path.Combine(Folders[0], RunFolder.RecordFile));

    /// <summary>Why <see cref="Read"/> gave nothing; null where it gave something.</summary>
    public string? Fault { get; private set; }

    /// <summary>As it is now; as it was a moment ago where a row is just being written. Null where it is gone or cannot be
    /// read.</summary>
    public RecordedRun? Read()
    {
        if (!Folders.Any(IsRun))
        {
            Fault = "its folder is gone";
            return null;
        }
        var stamp = Stamp;
        if (_last is { } last && last.Stamp == stamp)
            return last.Run;
        try
        {
            var run = RecordedRun.Together(Folders.Select(RecordedRun.Open))[0];
            (_last, Fault) = ((stamp, run), null);
            return run;
        }
        catch (RunException e)
        {
            Fault = _last is null ? e.Message : null;
            return _last?.Run;
        }
    }

    private static WatchedRun? Of(string path)
    {
        if (IsRun(path))
            return new(path, [path]);
        if (!path.EndsWith(ArrayExtension, StringComparison.Ordinal) || !Directory.Exists(path))
            return null;
        var parts = new ArrayFolder(path).Parts;
        ImmutableArray<string> folders = Directory.Exists(parts)
            ? [.. Directory.EnumerateDirectories(parts).Where(IsRun).Order(StringComparer.Ordinal)]
            : [];
        return folders.IsEmpty ? null : new(path, folders);
    }

    private static bool IsRun(string folder) => File.Exists(System.IO.Path.Combine(folder, RunFolder.RecordFile));

    private static long Size(string folder, string file) =>
        new FileInfo(System.IO.Path.Combine(folder, file)) is { Exists: true } found ? found.Length : 0;

    private static long Written(string folder) => File.GetLastWriteTimeUtc(System.IO.Path.Combine(folder, RunFolder.RecordFile)).Ticks;
}
