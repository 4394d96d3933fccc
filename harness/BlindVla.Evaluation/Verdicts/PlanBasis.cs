using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>What a plan takes for given.</summary>
/// <param name="Discordance">Share of pairs that are expected to end differently under the two policies, over all cells.</param>
/// <param name="Correlation">Of the differences of two cells in a scene that they share.</param>
/// <param name="ByCell">The same share for cells about which more is known.</param>
public sealed record PlanBasis(double Discordance, double Correlation, ImmutableDictionary<Condition, double> ByCell)
{
    /// <summary>The same everywhere, of cells that share nothing.</summary>
    public static PlanBasis Of(double discordance) => new(discordance, 0, ImmutableDictionary<Condition, double>.Empty);

    /// <summary>As two recorded sides show it. Few pairs say little: a cell is taken together with one more pair that is as discordant as
    /// all are, and all with one more of which half is.</summary>
    /// <exception cref="RunException">The sides differ in what must be equal, or share no episode.</exception>
    public static PlanBasis Of(GateRules rules, ComparisonSide baseline, ComparisonSide candidate)
    {
        var all = Comparison.Of(baseline, candidate, rules.SuccessRule).Find(Condition.Everything)!;
        if (all.Counts.Pairs == 0)
        {
            throw new RunException(
                RunFault.Refused,
                $"{baseline.Name} ({baseline.Run.Path}) and {candidate.Name} ({candidate.Run.Path}) have no pair that both carried out"
            );
        }
        var others = candidate.Trials.Where(Finished).ToDictionary(trial => trial.EpisodeId);
        var discordance = (all.Counts.Discordant + 0.5) / (all.Counts.Pairs + 1);
        var perScene = (double)all.Counts.Pairs / all.Shared.Scenes;
        return new(
            discordance,
            perScene > 1 ? Math.Clamp((all.Shared.DesignEffect - 1) / (perScene - 1), 0, 0.99) : 0,
            baseline
                .Trials.Where(trial => Finished(trial) && others.ContainsKey(trial.EpisodeId))
                .GroupBy(trial => trial.Condition)
                .ToImmutableDictionary(cell => cell.Key, cell => (cell.Count(IsDiscordant) + discordance) / (cell.Count() + 1))
        );

        static bool Finished(TrialRecord trial) => trial.Outcome != Outcome.Errored;
        bool IsDiscordant(TrialRecord trial) => trial.Succeeded(rules.SuccessRule) != others[trial.EpisodeId].Succeeded(rules.SuccessRule);
    }

    internal double Of(Condition cell) => ByCell.GetValueOrDefault(cell, Discordance);
}
