using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>What a gate says, first on the page.</summary>
internal static class VerdictSection
{
    /// <param name="arm">Number of the candidate among the arms of the page: its colour.</param>
    public static Markup Of(GateResult gate, int arm) => Html.Of($"""
        <section aria-labelledby="h-verdict" class="verdict {Class(gate.Verdict)}"><h2 id="h-verdict">Verdict</h2>
        <p><strong>{GateReport.Words(gate.Verdict)}</strong> gate {gate.Gate}{(gate.Comparison is { } comparison ? $": {comparison.Candidate} against {comparison.Baseline}" : "")}</p>
        {(gate.Reasons.IsEmpty ? default : Html.Of($"<ul>{Html.Join(gate.Reasons, reason => Html.Of($"<li>{reason}</li>"))}</ul>"))}
        {(gate.Claims.IsEmpty ? default : Claims(gate, arm))}
        </section>
        """);

    private static Markup Claims(GateResult gate, int arm) => Html.Of($"""
        <div class="rows">{Html.Join(gate.Claims, claim => Html.Of($"""
            <div class="row"><span class="label">{claim.Name}</span>
            <div class="cellrow"><span class="tag">{GateReport.Words(claim.Verdict).ToLowerInvariant()}, margin {100 * claim.Margin:0.#} points</span>{RateBar.Of(claim.Comparison.Counts, arm)}</div></div>
            """))}</div>
        """);

    private static string Class(Verdict verdict) => verdict switch
    {
        Verdict.Pass => "pass",
        Verdict.Regression => "regression",
        Verdict.Inconclusive => "inconclusive",
        _ => "not-comparable",
    };
}
