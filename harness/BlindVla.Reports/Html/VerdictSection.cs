using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>What a gate says, first on the page.</summary>
internal static class VerdictSection
{
    /// <param name="side">Number of the candidate among the sides of the page: its colour.</param>
    public static Markup Of(GateResult gate, int side) =>
        Html.Of(
            $"""
            <section aria-labelledby="h-verdict" class="verdict {Class(gate.Verdict)}"><h2 id="h-verdict">Verdict</h2>
            <p><strong>{GateReport.Words(gate.Verdict)}</strong> gate {gate.Gate}{GateReport.Sides(gate)}</p>
            {(gate.Reasons.IsEmpty ? default : Html.Of($"<ul>{Html.Join(gate.Reasons, reason => Html.Of($"<li>{reason}</li>"))}</ul>"))}
            {(gate.Claims.IsEmpty ? default : Claims(gate, side))}
            </section>
            """
        );

    private static Markup Claims(GateResult gate, int side) =>
        Html.Of(
            $"""
        <p>Success of the candidate minus that of the baseline in percentage points, with
        its {GateReport.Level(gate)} interval (Tango), each end a one-sided {GateReport.OneSidedLevel(gate)} bound; every other
        interval on this page is a 95 % one. Margin: the drop that may be overlooked. Lost, won: only the baseline, only the candidate succeeded.
        {(gate.Comparison?.Privileged.IsEmpty == false ? SummaryTable.PrivilegedNote : "")}</p>
        <div class="rows">{Html.Join(gate.Claims, claim => Html.Of($"""
            <div class="row"><span class="label">{claim.Name}</span>
            <div class="cellrow"><span class="tag">{GateReport.Words(claim.Verdict).ToLowerInvariant()}, margin {100 * claim.Margin:0.#} points</span>{RateBar.Of(claim.Comparison.Counts, new(claim.LowerBound, claim.UpperBound), side)}</div></div>
            """))}</div>
        """
        );

    private static string Class(Verdict verdict) =>
        verdict switch
        {
            Verdict.Pass => "pass",
            Verdict.Regression => "regression",
            Verdict.Inconclusive => "inconclusive",
            _ => "not-comparable",
        };
}
