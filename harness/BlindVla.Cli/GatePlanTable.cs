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
                $"All claims: {Only(rules)}--episodes {plan.EpisodesOption}, {plan.Episodes} episodes under each policy. A candidate "
                    + $"as good as the baseline passes all of them with a chance of {100 * plan.Power:0.#} % ({100 * rules.Power:0.#} % "
                    + $"asked for), if {Given(plan)}; one-sided alpha {rules.Alpha:0.###}, by counting."
            ) + IfAlike(plan),
            width
        )
        + (plan.IsUniform ? "" : TextTable.Wrap(Weights, width))
        + (plan.Basis.Pilot is { } pilot ? TextTable.Wrap(Words(pilot, plan), width) : "");

    private const string Weights =
        "Cells have as few episodes as their claims need: what a claim says of several cells is the mean of theirs, each of the same "
        + "weight, and they are worth no more than if each had as many as the smallest.";

    private static string Given(GatePlan plan)
    {
        var cells = plan.Basis.ByCell.IsEmpty ? "" : ", cell by cell as in the pilot";
        var scenes =
            plan.Cells.Length == 1
                ? ""
                : $"{(cells == "" ? "" : ",")} and cells of one scene end alike with a correlation of {Number(plan.Basis.Correlation)}";
        return $"{Percent(plan.Basis.Discordance)} % of the pairs are discordant{cells}{scenes}";
    }

    private static string IfAlike(GatePlan plan) =>
        plan.Cells.Length == 1 || plan.Basis.Correlation >= PlanBasis.MeasuredCorrelation
            ? ""
            : $" With a correlation of {Number(PlanBasis.MeasuredCorrelation)}, as a real run showed, it would be "
                + $"{Percent(plan.PowerIfAlike)} %.";

    private static string Words(PlanPilot pilot, GatePlan plan) =>
        $"The pilot: {pilot.Pairs} pairs in {pilot.Cells} of {plan.Cells.Length} cells, {pilot.Discordant} discordant (95 %: "
        + $"{Percent(pilot.Discordance.Low)} to {Percent(pilot.Discordance.High)} %)."
        + (pilot.Cells < plan.Cells.Length ? " Cells that it lacks are taken to be as discordant as those that it has." : "")
        + (pilot.SharesScenes ? "" : " No two of its pairs are of one scene: the correlation is not from it, but a usual one.")
        + (pilot.IsThin ? " That is little to plan by: run more of it." : "")
        + (pilot.IsOfOnePolicy ? $" {char.ToUpperInvariant(ReleaseGate.SamePolicy[0])}{ReleaseGate.SamePolicy[1..]}." : "");

    private static string Number(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>As <c>eval</c> takes it.</summary>
    private static string Only(GateRules rules) => rules.Only is { } glob ? $"--only '{glob}' " : "";

    private static string Percent(double share) => (100 * share).ToString("0.#", CultureInfo.InvariantCulture);
}
