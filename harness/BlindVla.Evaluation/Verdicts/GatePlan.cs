using System.Collections.Immutable;
using System.Globalization;
using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>How many episodes a gate needs so that a candidate which is as good passes all its claims with the power of its rules, if they
/// are planned in advance. Cells need not have as many: each has as few as its claims need.</summary>
/// <param name="Claims">The suite first.</param>
/// <param name="Cells">What each has, in the suite's order.</param>
/// <param name="Power">The chance that all claims pass.</param>
/// <param name="PowerIfAlike">The same, if cells of one scene ended as much alike as <see cref="PlanBasis.MeasuredCorrelation"/>.</param>
/// <param name="Basis">What was taken for given.</param>
public sealed record GatePlan(
    ImmutableArray<ClaimPlan> Claims,
    ImmutableArray<CellPlan> Cells,
    double Power,
    double PowerIfAlike,
    PlanBasis Basis
)
{
    /// <summary>A sequential test may need more than the plan; beyond this many times as much it gives up.</summary>
    private const int Patience = 2;

    /// <summary>Episodes under each policy.</summary>
    public int Episodes => Cells.Sum(cell => cell.Pairs);

    /// <summary>Whether all cells have as many.</summary>
    public bool IsUniform => Cells.All(cell => cell.Pairs == Cells[0].Pairs);

    /// <summary>As <c>eval --episodes</c> takes it: <c>62</c>, or by cell, <c>id=248,*=46</c>.</summary>
    public string EpisodesOption
    {
        get
        {
            var rest = Cells.CountBy(cell => cell.Pairs).MaxBy(same => (same.Value, -same.Key)).Key;
            var others = Cells.Where(cell => cell.Pairs != rest).ToList();
            return string.Join(
                ',',
                [
                    .. others.Select(cell => string.Create(CultureInfo.InvariantCulture, $"{cell.Cell}={cell.Pairs}")),
                    string.Create(CultureInfo.InvariantCulture, $"{(others.Count == 0 ? "" : "*=")}{rest}"),
                ]
            );
        }
    }

    /// <summary>Episodes of each cell after which a sequential test gives up.</summary>
    public int LongestPerCell => Math.Min(Condition.MostEpisodes, Patience * Cells.Max(cell => cell.Pairs));

    /// <param name="rules">The gate.</param>
    /// <param name="conditions">Those of its suite.</param>
    /// <exception cref="RunException">A claim is about something that the suite does not have, or needs too many episodes.</exception>
    public static GatePlan Of(GateRules rules, ConditionSet conditions, PlanBasis basis)
    {
        var problems = rules.Claims.Select(claim => conditions.Problem(claim.Scope)).OfType<string>().ToList();
        if (problems.Count > 0)
        {
            throw new RunException(RunFault.Refused, string.Join('\n', problems.Select(problem => $"gate {rules.Name}: {problem}")));
        }
        var cells = new PlannedCells(rules, conditions, basis);
        // Claims that go together need less each than claims about different episodes would; none less than all together.
        var (low, high) = (rules.Power, rules.PowerOfEach);
        while (high - low > 0.002)
        {
            var middle = (low + high) / 2;
            cells.Fill(middle);
            (low, high) = cells.JointPower() >= rules.Power ? (low, middle) : (middle, high);
        }
        cells.Fill(high);
        return new(
            [
                .. rules.Claims.Select(
                    (claim, i) => new ClaimPlan(claim.Scope, claim.Margin, cells.CellsOf(i), cells.PairsOf(i), cells.PowerOf(i))
                ),
            ],
            [.. cells.Cells.Select((cell, i) => new CellPlan(conditions.NamesOf(cell).Last(), cells.Pairs[i]))],
            cells.JointPower(),
            new PlannedCells(rules, conditions, basis with { Correlation = PlanBasis.MeasuredCorrelation }, cells.Pairs).JointPower(),
            basis
        );
    }
}
