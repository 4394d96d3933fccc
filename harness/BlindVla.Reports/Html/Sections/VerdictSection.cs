using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>What a gate says, first on the page.</summary>
internal static class VerdictSection
{
    public static Markup Of(ReportPage page)
    {
        if (page.Gate is not { } gate)
        {
            return default;
        }
        var colour = page.Sides.FirstOrDefault(side => side.Policy.Name == gate.Comparison?.Candidate)?.Colour ?? 0;
        var reasons = Html.Join(gate.Reasons, reason => Html.Of($"<li>{reason}</li>"));
        return Html.Of(
            $"""
            <section aria-labelledby="h-verdict" class="verdict {Class(gate.Verdict)}"><h2 id="h-verdict">Verdict</h2>
            <p><strong>{GateReport.Words(gate.Verdict)}</strong> gate {gate.Gate}{GateReport.Sides(gate)}</p>
            {(gate.Reasons.IsEmpty ? default : Html.Of($"<ul>{reasons}</ul>"))}
            {(gate.Claims.IsEmpty ? default : Claims(gate, colour))}
            </section>
            """
        );
    }

    /// <param name="colour">The candidate's.</param>
    private static Markup Claims(GateResult gate, int colour)
    {
        var weighed = ComparisonTable.Weighed([.. gate.Claims.Select(claim => claim.Comparison)]) is { } words ? $"{words}." : "";
        var isPaired = GateReport.IsPaired(gate);
        var interval =
            $"{GateReport.Level(gate)} interval ({(isPaired ? "Tango" : ComparisonTable.UnpairedIntervalWords)}), each end a one-sided "
            + $"{GateReport.OneSidedLevel(gate)} bound";
        var things = gate.Claims.All(claim => claim.Comparison.Things.IsEmpty)
            ? ""
            : "With others: the 95 % interval for other objects, receptacles or tables than those.";
        var detectable = $"Detectable: the smallest drop that such {GateReport.Units(gate)} show with a power of 0.8.";
        var lostAndWon = isPaired ? "Lost, won: only the baseline, only the candidate succeeded." : "";
        var privileged = gate.Comparison?.Privileged.IsEmpty == false ? SummaryTable.PrivilegedNote : "";
        return Html.Of(
            $"""
            <p>Success of the candidate minus that of the baseline in percentage points, with
            its {interval}; every other interval on this page is a 95 % one. {things}
            Margin: the drop that may be overlooked. {detectable} {lostAndWon}
            {weighed}
            {privileged}</p>
            <div class="rows">{Html.Join(gate.Claims, claim => Claim(claim, colour))}</div>
            """
        );
    }

    private static Markup Claim(ClaimResult claim, int colour)
    {
        var verdict = GateReport.Words(claim.Verdict).ToLowerInvariant();
        var things = ComparisonTable.ThingsInWords(claim.Comparison) is { } words ? Html.Of($"""<p class="tag">{words}</p>""") : default;
        var bar = RateBar.Of(claim, colour);
        var detectable = claim.DetectableDrop < 1 ? $"a drop of {ComparisonTable.Drop(claim.DetectableDrop)}" : "no drop";
        return Html.Of(
            $"""
            <div class="row"><span class="label">{claim.Name}</span>
            <div class="cellrow"><span class="tag">{verdict}, margin {100
                * claim.Margin:0.#} points, {detectable} detectable</span>{bar}{things}</div></div>
            """
        );
    }

    private static string Class(Verdict verdict) =>
        verdict switch
        {
            Verdict.Pass => "pass",
            Verdict.Regression => "regression",
            Verdict.Inconclusive => "inconclusive",
            _ => "not-comparable",
        };
}
