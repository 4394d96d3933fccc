using System.Collections.Immutable;
using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>The same episode under the two sides of a page's pair, carried out by both.</summary>
internal sealed record EpisodePair(TrialRecord First, TrialRecord Second)
{
    public bool IsDiscordant => First.Outcome != Second.Outcome;

    /// <summary>In the order of ids; none where there is one side. An id whose scene, seed or instruction differs is another episode, of
    /// another seed or suite; one whose seed nobody says may be any.</summary>
    public static ImmutableArray<EpisodePair> Of(ReportPage page) =>
        page.Pair is not var (baseline, candidate)
            ? []
            :
            [
                .. baseline
                    .Finished.Where(trial => trial.Seed is not null)
                    .Join(candidate.Finished, IdentityOf, IdentityOf, (first, second) => new EpisodePair(first, second))
                    .OrderBy(pair => pair.First.EpisodeId, StringComparer.Ordinal),
            ];

    /// <summary>Of the episode that a trial is of.</summary>
    public static (string Id, string? Scene, ulong? Seed, string Instruction) IdentityOf(TrialRecord trial) =>
        (trial.EpisodeId, trial.SceneSha256, trial.Seed, trial.Instruction);
}
