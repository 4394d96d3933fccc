using BlindVla.Core;

namespace BlindVla.Evaluation.Tests.Fakes;

/// <summary>Recorded runs with chosen outcomes, to be compared.</summary>
internal static class SomeSides
{
    /// <summary>A run of one policy on the tiny suite, half in distribution and half under another table.</summary>
    /// <param name="outcome">By the number of the episode; null for an errored one.</param>
    /// <param name="anyStep">Whether the predicate held on the way in episodes that failed.</param>
    /// <param name="change">What is different about each episode; null for nothing.</param>
    public static ComparisonSide Recorded(
        string path,
        string policy,
        int perCell,
        Func<int, bool?> outcome,
        NamedPolicy? named = null,
        ulong seed = 7,
        Func<EpisodeSpec, EpisodeSpec>? change = null,
        bool anyStep = false
    )
    {
        var run = new SomeRun
        {
            Episodes = [.. SomeEpisodes.Suite(perCell).Select(episode => (change?.Invoke(episode) ?? episode) with { Seed = seed })],
            Policies = [named ?? new(policy, FunctionPolicy.Holder)],
        };
        var rules = run.Episodes.Select(episode => episode.SuccessRule).Distinct().ToList();
        var identity = run.Identity with { Seed = seed, EpisodesPerCell = perCell, SuccessRule = rules is [var rule] ? rule : null };
        using (
            var folder = RunFolder.Open(
                path,
                RunRecord.Begin(identity, new(1, 3, 60, "none"), run.Episodes.Count, TimeProvider.System),
                resume: false,
                TimeProvider.System
            )
        )
        {
            foreach (var (number, episode) in run.Episodes.Index())
            {
                if (outcome(number) is { } success)
                {
                    folder.Add(
                        SomeTrials.Ended(episode, policy, success, success || anyStep),
                        SomeTrials.Result(success, success || anyStep)
                    );
                }
                else
                {
                    folder.Add(SomeTrials.Errored(episode, policy), null);
                }
            }
            folder.Close();
        }
        var recorded = RecordedRun.Open(path);
        return new(recorded, recorded.Record.Identity.Policies[0]);
    }
}
