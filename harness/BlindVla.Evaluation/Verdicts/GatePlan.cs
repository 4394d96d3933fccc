using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>How many episodes a gate needs for a candidate that is as good, if they are planned in advance.</summary>
/// <param name="Claims">The suite first.</param>
public sealed record GatePlan(ImmutableArray<ClaimPlan> Claims)
{
    /// <summary>A sequential test may need more than the plan; beyond this many times as much it gives up.</summary>
    private const int Patience = 2;

    /// <summary>Episodes of each cell that suffice for all claims.</summary>
    public int PerCell => Math.Max(1, Claims.Max(claim => claim.PerCell));

    /// <summary>Episodes of each cell after which a sequential test gives up.</summary>
    public int LongestPerCell => Patience * PerCell;

    /// <param name="rules">The gate.</param>
    /// <param name="conditions">Those of its suite.</param>
    /// <param name="discordance">Share of episodes that are expected to end differently under the two policies.</param>
    /// <exception cref="RunException">A claim is about something that the suite does not have.</exception>
    public static GatePlan Of(GateRules rules, ConditionSet conditions, double discordance)
    {
        var problems = rules.Claims.Select(claim => conditions.Problem(claim.Scope)).OfType<string>().ToList();
        if (problems.Count > 0)
        {
            throw new RunException(RunFault.Refused, string.Join('\n', problems.Select(problem => $"gate {rules.Name}: {problem}")));
        }
        return new([
            .. rules.Claims.Select(claim =>
            {
                var cells = conditions.Count(claim.Scope);
                var pairs = PairPlanning.PairsNeeded(claim.Margin, discordance, rules.Alpha, rules.PowerOfEach);
                return new ClaimPlan(claim.Scope, claim.Margin, pairs, cells, (pairs + cells - 1) / cells);
            }),
        ]);
    }
}
