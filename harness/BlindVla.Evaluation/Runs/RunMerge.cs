using System.Collections.Immutable;

namespace BlindVla.Evaluation;

/// <param name="Folder">The merged run.</param>
/// <param name="Status">Complete when no shard and no trial is missing.</param>
/// <param name="Missing">What is not there, in words; empty when complete.</param>
/// <param name="Summary">As written to the merged run's folder.</param>
public sealed record MergeResult(string Folder, RunStatus Status, ImmutableArray<string> Missing, Summary Summary);

/// <summary>Makes one run of the shards of a run.</summary>
public static class RunMerge
{
    /// <exception cref="RunException">They are not shards of one run, two of them hold the same trial, or the output folder holds something.</exception>
    public static MergeResult Merge(IReadOnlyList<string> folders, string output, TimeProvider time)
    {
        var shards = folders.Select(RecordedRun.Open).OrderBy(run => run.Record.Identity.Shard?.Index).ToList();
        if (shards.Count == 0)
        {
            throw new RunException(RunFault.Refused, "nothing to merge: name the folders of the shards");
        }
        var count = CheckTheyBelongTogether(shards);
        CheckNoTrialIsTwice(shards);

        ImmutableArray<string> missing =
        [
            .. Enumerable.Range(1, count).Except(shards.Select(run => run.Record.Identity.Shard!.Index)).Select(index => $"shard {index}/{count} is not there"),
            .. shards.Where(run => run.Trials.Count < run.Record.Trials.Planned).Select(run =>
                $"shard {run.Record.Identity.Shard} lacks {run.Record.Trials.Planned - run.Trials.Count} of {run.Record.Trials.Planned} trials ({run.Path})"),
        ];
        var first = shards[0].Record;
        // An absent shard's trials cannot be counted, but one more than there are keeps the merged run from looking complete.
        var planned = shards.Sum(run => run.Record.Trials.Planned) + (count - shards.Count);
        using var folder = RunFolder.Open(
            output, RunRecord.Begin(first.Identity with { Shard = null }, first.Settings, planned, time), resume: false, time);
        foreach (var (run, trial) in shards
            .SelectMany(run => run.Trials.Select(trial => (run, trial)))
            .OrderBy(pair => pair.trial.EpisodeId, StringComparer.Ordinal).ThenBy(pair => pair.trial.Policy, StringComparer.Ordinal))
        {
            folder.Copy(trial, run);
        }
        var summary = folder.Close();
        return new(folder.Path, folder.Record.Status, missing, summary);
    }

    private static int CheckTheyBelongTogether(List<RecordedRun> shards)
    {
        var first = shards[0];
        foreach (var run in shards)
        {
            if (run.Record.Identity.Shard is null)
            {
                throw new RunException(RunFault.Refused, $"{run.Path} is a whole run, not a shard; only what was run with --shard i/n is merged");
            }
            var shared = run.Record.Identity with { Shard = run.Record.Identity.Shard with { Index = first.Record.Identity.Shard!.Index } };
            var differences = RunComparison.Differences(first.Record.Identity, shared);
            if (!differences.IsEmpty)
            {
                throw new RunException(
                    RunFault.Refused,
                    $"{run.Path} is not a shard of the same run as {first.Path}:\n" + string.Join('\n', differences.Select(difference => $"  {difference}")));
            }
        }
        return first.Record.Identity.Shard!.Count;
    }

    private static void CheckNoTrialIsTwice(List<RecordedRun> shards)
    {
        var owner = new Dictionary<TrialKey, RecordedRun>();
        foreach (var run in shards)
        {
            foreach (var trial in run.Trials)
            {
                if (!owner.TryAdd(trial.Key, run))
                {
                    throw new RunException(RunFault.Refused, $"{trial.Key} is in {owner[trial.Key].Path} and in {run.Path}; nothing is counted twice");
                }
            }
        }
    }
}
