using System.Collections.Immutable;
using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Exports;
using BlindVla.Training;

namespace BlindVla.Cli;

/// <summary>Finds the episodes of recorded runs that are to be gone through again.</summary>
internal static class RecordedRollouts
{
    /// <param name="policies">Whose; empty for all.</param>
    /// <param name="only">Pattern over episode ids; null for all.</param>
    /// <param name="outcome">How they ended; null for however.</param>
    /// <returns>Run by run, policy by policy, in the order of the suite.</returns>
    /// <exception cref="CommandException">There is no such policy, or no such episode.</exception>
    /// <exception cref="RunException">A run was imported, or cannot be read.</exception>
    public static ImmutableArray<RecordedRollout> Of(
        Installation installation,
        ImmutableArray<ExportedRun> runs,
        string[] policies,
        string? only,
        Outcome? outcome
    )
    {
        var names = runs.SelectMany(run => run.Run.Record.Identity.Policies).Select(policy => policy.Name).Distinct().ToList();
        if (policies.FirstOrDefault(name => !names.Contains(name)) is { } unknown)
        {
            throw new CommandException(
                ExitCode.Usage,
                $"--policy: no run has a policy '{unknown}'; {NearestNames.Suggest(unknown, names)}"
            );
        }
        var glob = only is null ? null : new EpisodeGlob(only);
        ImmutableArray<RecordedRollout> rollouts = [.. runs.SelectMany(Rollouts)];
        return rollouts.IsEmpty
            ? throw new CommandException(
                ExitCode.Usage,
                $"there is nothing to make a data set of: no {Ended(outcome)} of these runs is of the policies and episodes asked for"
            )
            : rollouts;

        IEnumerable<RecordedRollout> Rollouts(ExportedRun exported)
        {
            var (name, run) = exported;
            if (run.Record.Identity.IsJudged)
            {
                throw new CommandException(
                    ExitCode.Usage,
                    $"{run.Path}: a person laid its scenes and judged; nothing of it can be gone through again in a simulator"
                );
            }
            var episodes = Suites.Plan(Suites.Of(installation, run), run.Record.Identity).Episodes;
            return from policy in run.Record.Identity.Policies
                where policies.Length == 0 || policies.Contains(policy.Name)
                let replay = ReplayKind.Create(run, policy)
                let trials = run
                    .Trials.Where(trial => trial.Policy == policy.Name && trial.Outcome != Outcome.Errored)
                    .Where(trial => outcome is null || trial.Outcome == outcome)
                    .ToDictionary(trial => trial.EpisodeId)
                from episode in episodes
                where trials.ContainsKey(episode.Id) && glob?.IsMatch(episode.Id) != false
                select new RecordedRollout(name, episode, trials[episode.Id], replay);
        }
    }

    private static string Ended(Outcome? outcome) =>
        outcome switch
        {
            Outcome.Success => "episode that ended in success",
            Outcome.Failure => "episode that ended in failure",
            _ => "finished episode",
        };
}
