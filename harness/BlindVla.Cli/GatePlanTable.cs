using System.Globalization;
using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Reports;

namespace BlindVla.Cli;

/// <summary>A gate's plan for a terminal.</summary>
internal static class GatePlanTable
{
    /// <param name="width">Characters that a line may have; null for any number.</param>
    public static string Of(GatePlan plan, GateRules rules, int? width) =>
        new TextTable(
            [new("claim"), new("margin", true), new("cells", true), new("pairs", true), new("power", true)],
            [
                .. plan.Claims.Select(claim =>
                    (IReadOnlyList<string>)[claim.Scope, Percent(claim.Margin), $"{claim.Cells}", $"{claim.Pairs}", Percent(claim.Power)]
                ),
            ]
        ).ToPlain(width)
        + "\n"
        + TextTable.Wrap(
            string.Create(
                CultureInfo.InvariantCulture,
                $"All claims: --episodes {plan.EpisodesOption}, {plan.Episodes} episodes under each policy. A candidate as good as the "
                    + $"baseline passes all of them with a chance of {100 * plan.Power:0.#} % ({100 * rules.Power:0.#} % asked for), if "
                    + $"{Given(plan.Basis)}; one-sided alpha {rules.Alpha:0.###}, by counting."
            ),
            width
        )
        + (plan.IsUniform ? "" : TextTable.Wrap(Weights, width));

    private const string Weights =
        "Cells have as few episodes as their claims need: what a claim says of several cells is the mean of theirs, each of the same "
        + "weight.";

    private static string Given(PlanBasis basis)
    {
        var cells = basis.ByCell.IsEmpty ? "" : ", cell by cell as in the pilot";
        var scenes =
            basis.Correlation == 0
                ? ""
                : $", and cells of a scene agree with a correlation of " + basis.Correlation.ToString("0.##", CultureInfo.InvariantCulture);
        return $"{Percent(basis.Discordance)} % of the pairs are discordant{cells}{scenes}";
    }

    private static string Percent(double share) => (100 * share).ToString("0.#", CultureInfo.InvariantCulture);
}
