using System.Collections.Immutable;
using BlindVla.Files;

namespace BlindVla.Evaluation;

/// <summary>Makes one run of the shards of a run.</summary>
public static class RunMerge
{
    private const int MostNamed = 10;
    private const string LockFile = "merge.lock";

    /// <param name="allowPartial">Whether trials may be missing.</param>
    /// <param name="episodesOf">The ids of a shard's episodes, by a run's suite; null where the suite cannot be had, so that trials are
    /// only counted.</param>
    /// <exception cref="RunException">
    /// They are not shards of one run, two of them hold the same trial, trials are missing that may not be, or the output folder holds
    /// something; nothing was written.
    /// </exception>
    public static MergeResult Merge(
        IReadOnlyList<string> folders,
        string output,
        bool allowPartial,
        Func<RecordedRun, Shard, IReadOnlyList<string>?> episodesOf,
        TimeProvider time
    )
    {
        var shards = folders.Select(RecordedRun.Open).OrderBy(run => run.Record.Identity.Shard?.Index).ToList();
        if (shards.Count == 0)
        {
            throw new RunException(RunFault.Refused, "nothing to merge: name the folders of the shards");
        }
        var count = CheckTheyBelongTogether(shards);
        CheckNoTrialIsTwice(shards);
        var parts = Enumerable.Range(1, count).Select(index => Part.Of(new(index, count), shards, episodesOf)).ToList();
        ImmutableArray<string> missing = [.. parts.Select(part => part.Missing).OfType<string>()];
        if (!missing.IsEmpty && !allowPartial)
        {
            throw new RunException(
                RunFault.Refused,
                $"the run is not whole:\n{string.Join('\n', missing.Select(part => $"  {part}"))}\nrun what is missing and merge "
                    + "then, or add --partial to merge what there is"
            );
        }

        output = Path.TrimEndingDirectorySeparator(Path.GetFullPath(output));
        RunFolder.Exists(output, resume: null);
        var first = shards[0].Record;
        var whole = first.Identity with { Shard = null };
        var begun = RunRecord.Begin(whole, first.Settings, AtLeast(whole, parts.Sum(part => part.Planned)), time);
        // Beside it first, so that it is never half there.
        var work = output + ".unfinished";
        try
        {
            using var claim = FolderLock.TryTake(work, LockFile)
                ?? throw new RunException(RunFault.Refused, $"another process puts {output} together");
            var unfinished = Path.Combine(work, "run");
            try
            {
                if (Directory.Exists(unfinished))
                {
                    Directory.Delete(unfinished, recursive: true);
                }
                var (status, summary) = Write(unfinished, begun, shards, time);
                if (Directory.Exists(output))
                {
                    Directory.Delete(output);
                }
                Directory.Move(unfinished, output);
                return new(output, status, missing, summary);
            }
            finally
            {
                Directory.Delete(work, recursive: true);
            }
        }
        catch (RunException e) when (e is { Fault: RunFault.Infrastructure, InnerException: { } cause })
        {
            throw Unwritable(output, cause);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(output, e);
        }
    }

    private static (RunStatus, Summary) Write(string output, RunRecord begun, List<RecordedRun> shards, TimeProvider time)
    {
        using var folder = RunFolder.Open(
            output,
            begun,
            resume: false,
            time,
            shards.Select(run => run.ReadSuite()).FirstOrDefault(suite => suite is not null)
        );
        folder.CopyAll([
            .. shards
                .SelectMany(run => run.Trials.Select(trial => (trial, run)))
                .OrderBy(pair => pair.trial.EpisodeId, StringComparer.Ordinal)
                .ThenBy(pair => pair.trial.Policy, StringComparer.Ordinal),
        ]);
        var summary = folder.Close();
        return (folder.Record.Status, summary);
    }

    private static RunException Unwritable(string output, Exception cause) =>
        new(
            RunFault.Infrastructure,
            $"cannot write {output}: {FileFault.Reason(cause)}; the shards are as they were: mend that and run the same command again",
            cause
        );

    /// <summary>The least number of trials that a whole run may have, where what is known of are so many.</summary>
    private static int AtLeast(RunIdentity whole, int known) =>
        checked((int)((known + whole.TrialsAtATime - 1) / whole.TrialsAtATime * whole.TrialsAtATime));

    private static int CheckTheyBelongTogether(List<RecordedRun> shards)
    {
        var first = shards[0];
        foreach (var run in shards)
        {
            run.RequireOwn("it is no shard of a run; import takes all files of one at once");
            if (run.Record.Identity.Shard is null)
            {
                throw new RunException(
                    RunFault.Refused,
                    $"{run.Path} is a whole run, not a shard; only what was run with --shard i/n is merged"
                );
            }
            var shared = run.Record.Identity with { Shard = run.Record.Identity.Shard with { Index = first.Record.Identity.Shard!.Index } };
            var differences = RunComparison.Differences(first.Record.Identity, shared);
            if (!differences.IsEmpty)
            {
                throw new RunException(
                    RunFault.Refused,
                    $"{run.Path} is not a shard of the same run as {first.Path}:\n"
                        + string.Join('\n', differences.Select(difference => $"  {difference}"))
                );
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
                    throw new RunException(
                        RunFault.Refused,
                        $"{trial.Key} is in {owner[trial.Key].Path} and in {run.Path}; nothing is counted twice"
                    );
                }
            }
        }
    }

    /// <summary>What a shard should hold, and what it lacks of that.</summary>
    /// <param name="Planned">Its trials; of an absent one that cannot be planned 1, so that the merged run never looks complete.</param>
    /// <param name="Missing">In words; null where nothing is missing.</param>
    private sealed record Part(int Planned, string? Missing)
    {
        public static Part Of(Shard shard, List<RecordedRun> shards, Func<RecordedRun, Shard, IReadOnlyList<string>?> episodesOf)
        {
            var run = shards.Find(run => run.Record.Identity.Shard == shard);
            var source = run ?? shards[0];
            var policies = source.Record.Identity.Policies;
            if (episodesOf(source, shard) is not { } episodes)
            {
                var planned = run?.Record.Trials.Planned ?? 1;
                return new(
                    planned,
                    run is null ? $"shard {shard} is not there" : Lack(shard, run, planned - run.Trials.Count, planned, "")
                );
            }
            var all = episodes.Count * policies.Length;
            if (run is null)
            {
                return new(all, all == 0 ? null : $"shard {shard} is not there ({all} trials): {Named([.. episodes], "episodes")}");
            }
            var there = run.Trials.Select(trial => trial.Key).ToHashSet();
            string[] absent =
            [
                .. episodes
                    .SelectMany(id => policies.Select(policy => new TrialKey(id, policy.Name)))
                    .Where(key => !there.Contains(key))
                    .Select(key => $"{key}"),
            ];
            return new(all, Lack(shard, run, absent.Length, all, $": {Named(absent, "trials")}"));
        }

        private static string? Lack(Shard shard, RecordedRun run, int absent, int planned, string which) =>
            absent <= 0 ? null : $"shard {shard} lacks {absent} of {planned} trials ({run.Path}){which}";

        private static string Named(string[] names, string what) =>
            string.Join(", ", names.Take(MostNamed)) + (names.Length > MostNamed ? $" and {names.Length - MostNamed} more {what}" : "");
    }
}
