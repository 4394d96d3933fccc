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
        var number = page.Sides.FirstOrDefault(side => side.Policy.Name == gate.Comparison?.Candidate)?.Number ?? 0;
        return Html.Of(
            $"""
            <section aria-labelledby="h-verdict" class="verdict {Class(gate.Verdict)}"><h2 id="h-verdict">Verdict</h2>
            <p class="sentence"><strong>{GateReport.Words(gate.Verdict)}</strong> {VerdictWords.Sentence(gate)}</p>
            {(gate.Claims.IsEmpty ? default : Claims(gate, number))}
            {List("What would change the verdict", VerdictWords.Changes(gate))}
            {Reasons(gate)}
            </section>
            """
        );
    }

    /// <summary>Folded where what would change the verdict says most of it.</summary>
    private static Markup Reasons(GateResult gate) =>
        gate.Reasons.IsEmpty
            ? default
            : Html.Of(
                $"""
                <details{(gate.Verdict == Verdict.Inconclusive ? default : Html.Of($" open"))}><summary>Why, as gate {gate.Gate} says{GateReport.Sides(
                    gate
                )}</summary>
                <ul>{Html.Join(gate.Reasons, line => Html.Of($"<li>{line}</li>"))}</ul></details>
                """
            );

    private static Markup List(string title, IEnumerable<string> lines) =>
        lines.ToList() is { Count: > 0 } some
            ? Html.Of($"<h3>{title}</h3><ul>{Html.Join(some, line => Html.Of($"<li>{line}</li>"))}</ul>")
            : default;

    /// <param name="number">The candidate's.</param>
    private static Markup Claims(GateResult gate, int number)
    {
        var weighed = ComparisonTable.Weighed([.. gate.Claims.Select(claim => claim.Comparison)]) is { } words ? $"{words}. " : "";
        var isPaired = GateReport.IsPaired(gate);
        var interval =
            $"{GateReport.Level(gate)} interval ({(isPaired ? "Tango" : ComparisonTable.UnpairedIntervalWords)}), each end a one-sided "
            + $"{GateReport.OneSidedLevel(gate)} bound";
        var things = gate.Claims.All(claim => claim.Comparison.Things.IsEmpty)
            ? ""
            : "With others: the 95 % interval for other objects, receptacles or tables than those. ";
        var detectable = $"Detectable: the smallest drop that such {GateReport.Units(gate)} show with a power of 0.8. ";
        var lostAndWon = isPaired ? "Lost, won: only the baseline, only the candidate succeeded. " : "";
        var privileged = gate.Comparison?.Privileged.IsEmpty == false ? SummaryTable.PrivilegedNote : "";
        return PlotFigure.Of(
            Plot.OfDifferences(
                "claims",
                "candidate minus baseline",
                $"Success of the candidate minus that of the baseline under each claim of the gate, with its {interval}; "
                    + "every other interval on this page is a 95 % one. Dashed: the margin, the drop "
                    + $"that may be overlooked; a claim passes where its whole interval lies right of it. {things}{detectable}{lostAndWon}"
                    + $"{weighed}{privileged}",
                [
                    .. gate.Claims.Select(claim => new PlotRow(
                        "",
                        $"{claim.Name}: {GateReport.Words(claim.Verdict).ToLowerInvariant()}, margin {100 * claim.Margin:0.#} points",
                        [PlotMarks.Of(claim, number, gate.Comparison is { } sides ? ComparisonTable.Marked(sides, sides.Candidate) : "")]
                    )
                    {
                        Margin = -claim.Margin,
                    }),
                ]
            ) with
            {
                ShowsNumbers = true,
            }
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
