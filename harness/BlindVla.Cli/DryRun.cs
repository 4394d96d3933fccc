using System.Globalization;
using BlindVla.Evaluation;
using BlindVla.Scenarios;

namespace BlindVla.Cli;

/// <summary>What a run would take, by the newest one of the same suite and policies beside it.</summary>
internal static class DryRun
{
    /// <param name="policies">Names.</param>
    /// <param name="workers">The most episodes at a time.</param>
    /// <param name="runs">The folder that the runs to go by are in.</param>
    public static IEnumerable<string> Lines(EpisodePlan plan, IReadOnlyList<string> policies, int workers, string runs)
    {
        var trials = plan.Episodes.Length * policies.Count;
        yield return $"{RunPlan.Of(trials, "trial", "trials")}: {RunPlan.Of(plan.Episodes.Length, "episode", "episodes")} of "
            + $"{RunPlan.Of(plan.Cells.Length, "cell", "cells")} of {plan.Suite.Name}, "
            + $"{RunPlan.Of(policies.Count, "policy", "policies")} ({string.Join(", ", policies)})";
        foreach (var cell in plan.Cells)
            yield return $"  {cell.Task}/{cell.Axis}: {cell.Episodes}";
        if (Like(plan, policies, runs) is not { } run)
        {
            yield return $"time and disk: not known, since no run in {runs} is of this suite and these policies; one of --episodes 1 "
                + "would say";
            yield break;
        }
        var seconds = run.Trials.Average(trial => trial.WallSeconds ?? 0);
        var bytes = Directory.EnumerateFiles(run.Path, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);
        var atATime = run.Record.Settings.Workers;
        // Trials that share the machine with more others take longer each: more at a time than were measured promise nothing.
        var busy = Math.Min(trials, Math.Min(workers, atATime));
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"time: {TimeLeft.Clock(TimeSpan.FromSeconds(seconds * trials / busy))} with "
                + $"{RunPlan.Of(busy, "worker", "workers")}, at {seconds:0.00} s a trial as in {run.Path}, which had {atATime}"
        );
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"disk: {1e-6 * bytes * trials / run.Trials.Count:0.0} MB, films included where that run has them"
        );
    }

    private static RecordedRun? Like(EpisodePlan plan, IReadOnlyList<string> policies, string runs) =>
        !Directory.Exists(runs)
            ? null
            : Directory
                .EnumerateDirectories(runs)
                .OrderByDescending(Directory.GetLastWriteTimeUtc)
                .Select(Read)
                .FirstOrDefault(run =>
                    run is { Trials.Count: > 0, Record.Identity.Imported: null }
                    && run.Record.Identity.Suite.Name == plan.Suite.Name
                    && run.Record.Identity.Policies.Select(policy => policy.Name).ToHashSet().SetEquals(policies)
                );

    private static RecordedRun? Read(string folder)
    {
        try
        {
            return RecordedRun.Open(folder);
        }
        catch (RunException)
        {
            return null;
        }
    }
}
