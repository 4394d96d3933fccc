using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>What a plan takes for given.</summary>
/// <param name="Discordance">Share of pairs that are expected to end differently under the two policies, over all cells.</param>
/// <param name="Correlation">Of the differences of two cells in a scene that they share.</param>
/// <param name="ByCell">The same share for cells about which more is known.</param>
/// <param name="Pilot">From what it is taken; null where somebody says it.</param>
public sealed record PlanBasis(
    double Discordance,
    double Correlation,
    ImmutableDictionary<Condition, double> ByCell,
    PlanPilot? Pilot = null
)
{
    /// <summary>Of the differences of two cells in a scene, where nobody knows more.</summary>
    public const double UsualCorrelation = 0.3;

    /// <summary>The same, of a planner and two that were made worse by noise, over four cells.</summary>
    public const double MeasuredCorrelation = 0.65;

    /// <summary>The same everywhere.</summary>
    public static PlanBasis Of(double discordance, double correlation) =>
        new(discordance, correlation, ImmutableDictionary<Condition, double>.Empty);

    /// <summary>As two recorded sides show it. Few pairs say little: a cell is taken together with one more pair that is as discordant as
    /// all are, and all with one more of which half is. Of several training seeds nothing is planned: episodes do not reduce what these
    /// scatter by.</summary>
    /// <exception cref="RunException">A side has several checkpoints; or the sides are of another suite, differ in what must be equal, in
    /// a scene or how one is scored, share no episode, or succeed in none of all or of what a claim is about.</exception>
    public static PlanBasis Of(GateRules rules, ComparisonSide baseline, ComparisonSide candidate)
    {
        if (new[] { baseline, candidate }.FirstOrDefault(side => side.Checkpoints.Length > 1) is { } several)
        {
            throw new RunException(
                RunFault.Refused,
                $"{several.Name}: {several.Run.Path} has {several.Checkpoints.Length} checkpoints of it, and a plan from a pilot takes one "
                    + "policy a side: between training seeds there is a scatter that more episodes cannot reduce; plan for one seed each, "
                    + $"such as {several.Policy.Name}, and have several of them judged"
            );
        }
        (baseline, candidate) = (baseline.For(rules), candidate.For(rules));
        var problems = ReleaseGate.OtherSuites(rules, baseline, candidate).ToList();
        if (problems.Count > 0)
        {
            throw new RunException(RunFault.Refused, string.Join('\n', problems));
        }
        Comparison.RequireComparable(baseline, candidate);
        var pairs = Comparison.Pairs(baseline, candidate, rules.SuccessRule).ToList();
        if (pairs.Count == 0)
        {
            throw new RunException(
                RunFault.Refused,
                $"{baseline.Name} ({baseline.Run.Path}) and {candidate.Name} ({candidate.Run.Path}) have no pair that both carried out"
            );
        }
        var conditions = new ConditionSet(baseline.Trials.Concat(candidate.Trials).Select(trial => trial.Condition));
        var hopeless = rules
            .Claims.Select(claim => (claim.Scope, Pairs: pairs.Where(pair => conditions.NamesOf(pair.Cell).Contains(claim.Scope)).ToList()))
            .Where(claim => claim.Pairs.Count > 0 && !claim.Pairs.Any(pair => pair.Baseline || pair.Candidate))
            .Select(claim =>
                $"{claim.Scope}: neither {baseline.Name} ({baseline.Run.Path}) nor {candidate.Name} ({candidate.Run.Path}) succeeds in any "
                + $"of the pilot's {PairedCounts.InWords(claim.Pairs.Count, "pair")}: there is nothing to compare and nothing to plan by, "
                + "and a gate would not pass it; take a pilot in which one of them succeeds there sometimes"
                + (claim.Scope == Condition.Everything ? "" : ", or leave the claim out of the gate")
            )
            .ToList();
        if (hopeless.Count > 0)
        {
            throw new RunException(RunFault.Refused, string.Join('\n', hopeless));
        }
        var discordant = pairs.Count(pair => pair.Difference != 0);
        var discordance = (discordant + 0.5) / (pairs.Count + 1);
        var shared = SharedScenes.Of([.. pairs.Select(pair => (pair.Scene, pair.Difference))]);
        var perScene = (double)pairs.Count / shared.Scenes;
        var byCell = pairs
            .GroupBy(pair => pair.Cell)
            .ToImmutableDictionary(cell => cell.Key, cell => (cell.Count(pair => pair.Difference != 0) + discordance) / (cell.Count() + 1));
        return new(
            discordance,
            perScene > 1 ? Math.Clamp((shared.DesignEffect - 1) / (perScene - 1), 0, 1) : UsualCorrelation,
            byCell,
            new(pairs.Count, discordant, byCell.Count, perScene > 1, ReleaseGate.Repeats(baseline, candidate) is not null)
        );
    }

    internal double Of(Condition cell) => ByCell.GetValueOrDefault(cell, Discordance);
}
