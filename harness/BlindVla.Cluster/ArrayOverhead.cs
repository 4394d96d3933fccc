using System.Collections.Immutable;
using System.Globalization;
using BlindVla.Evaluation;

namespace BlindVla.Cluster;

/// <summary>What the tasks of an array cost besides the trials that they ran, by what they wrote.</summary>
/// <param name="Tasks">Of which it is known, the first of each part.</param>
/// <param name="SecondsToBegin">From where a task's script begins until its first trial may: this program, its policies, its servers. The
/// median.</param>
/// <param name="SecondsATrial">That a worker spends besides its trials, such as writing them, and waiting at the end. The mean; null
/// where the number of workers was measured on the way, so that nobody knows how long each was there.</param>
public sealed record ArrayOverhead(int Tasks, double SecondsToBegin, double? SecondsATrial)
{
    /// <summary>Of the parts of an array, before they are put together; null where no task said when it began.</summary>
    /// <exception cref="RunException">A part cannot be read.</exception>
    public static ArrayOverhead? Of(ArrayFolder folder, int parts)
    {
        var begun = Enumerable
            .Range(1, parts)
            .Select(part => (Log: folder.FirstLine(part), Path: folder.Part(part)))
            .Where(part => File.Exists(Path.Combine(part.Path, RunFolder.RecordFile)))
            .Select(part => (At: BeginOf(part.Log), Run: RecordedRun.Open(part.Path)))
            .Where(part => part.At is not null && part.Run.Trials.Count > 0)
            .ToImmutableArray();
        if (begun.IsEmpty)
            return null;
        var toBegin = begun.Select(part => (part.Run.Record.Timings.StartedAt - part.At!.Value).TotalSeconds).Order().ToList();
        // Of all workers together.
        var besides = begun.Sum(part =>
            (part.Run.Record.Settings.Workers * part.Run.Record.Timings.WallSeconds) - part.Run.Trials.Sum(trial => trial.WallSeconds ?? 0)
        );
        return new(
            begun.Length,
            toBegin[begun.Length / 2],
            begun.Any(part => part.Run.Record.Settings.WorkerRates is not null) ? null : besides / begun.Sum(part => part.Run.Trials.Count)
        );
    }

    /// <summary>When the script began, as <see cref="JobScript"/> has it say.</summary>
    private static DateTimeOffset? BeginOf(string? line) =>
        line?.Split(' ') is [var time, "task", ..]
        && DateTimeOffset.TryParseExact(
            time,
            JobScript.TimeFormat,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var at
        )
            ? at
            : null;
}
