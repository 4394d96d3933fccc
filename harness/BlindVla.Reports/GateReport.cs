using System.Globalization;
using System.Xml.Linq;
using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>A gate's verdict for a terminal, for a pull request, and for a CI system.</summary>
public static class GateReport
{
    /// <param name="width">Characters that a line may have; null for any number.</param>
    public static string Plain(GateResult result, int? width = null) =>
        $"{Words(result.Verdict)}: gate {result.Gate}{Arms(result)}\n" + Lines(result) + (result.Claims.IsEmpty ? "" : "\n" + Table(result).ToPlain(width));

    public static string Markdown(GateResult result) =>
        $"### {Icon(result.Verdict)} {Words(result.Verdict)}: gate `{result.Gate}`{Arms(result)}\n\n"
        + string.Concat(Reasons(result).Select(reason => $"- {reason}\n")) + (result.Claims.IsEmpty ? "" : "\n" + Table(result).ToMarkdown())
        + (result.Comparison is { } comparison ? "\n<details><summary>All scopes</summary>\n\n" + ComparisonTable.Markdown(comparison) + "\n</details>\n" : "");

    /// <summary>One test case per claim: a regression fails it, an open question is an error, arms that cannot be compared are one.</summary>
    public static string JUnit(GateResult result)
    {
        var cases = result.Claims.Select(claim => new XElement(
            "testcase",
            new XAttribute("classname", $"gate.{result.Gate}"),
            new XAttribute("name", claim.Name),
            claim.Verdict switch
            {
                Verdict.Regression => new XElement("failure", new XAttribute("message", "regression"), Detail(claim)),
                Verdict.Inconclusive => new XElement("error", new XAttribute("message", "inconclusive"), Detail(claim)),
                _ => null,
            })).ToList();
        if (cases.Count == 0)
        {
            cases.Add(new XElement(
                "testcase", new XAttribute("classname", $"gate.{result.Gate}"), new XAttribute("name", "comparable"),
                new XElement("error", new XAttribute("message", "not comparable"), string.Join('\n', result.Reasons))));
        }
        return new XDocument(new XElement(
            "testsuite",
            new XAttribute("name", result.Gate),
            new XAttribute("tests", cases.Count),
            new XAttribute("failures", cases.Count(c => c.Element("failure") is not null)),
            new XAttribute("errors", cases.Count(c => c.Element("error") is not null)),
            cases)) + "\n";
    }

    public static string Words(Verdict verdict) => verdict switch
    {
        Verdict.Pass => "PASS",
        Verdict.Regression => "REGRESSION",
        Verdict.Inconclusive => "INCONCLUSIVE",
        _ => "NOT COMPARABLE",
    };

    private static string Icon(Verdict verdict) => verdict switch
    {
        Verdict.Pass => ":white_check_mark:",
        Verdict.Regression => ":x:",
        _ => ":grey_question:",
    };

    private static string Arms(GateResult result) => result.Comparison is { } comparison ? $", {ComparisonTable.Marked(comparison, comparison.Candidate)} against {ComparisonTable.Marked(comparison, comparison.Baseline)}" : "";

    private static IEnumerable<string> Reasons(GateResult result)
    {
        foreach (var reason in result.Reasons)
        {
            yield return reason;
        }
        foreach (var name in (result.Comparison?.Privileged ?? []).Order(StringComparer.Ordinal))
        {
            yield return $"{name} uses object poses, which no camera shows";
        }
        if (result.RepeatDiscordance is { } repeat)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"the baseline run twice ends otherwise in {100 * repeat:0.0} % of the episodes");
        }
        foreach (var excluded in result.Comparison?.Excluded ?? [])
        {
            yield return $"{excluded.Arm}: {excluded.Count} left out: {excluded.Reason}";
        }
    }

    private static string Lines(GateResult result) => string.Concat(Reasons(result).Select(reason => $"  {reason}\n"));

    private static TextTable Table(GateResult result) => new(
        [
            new("claim"), new("pairs", true), new("baseline", true), new("candidate", true), new("lost/won", true), new("difference", true), new("bounds", true), new("p of a drop", true),
            new("margin", true), new("verdict"), new("more pairs", true),
        ],
        [
            .. result.Claims.Select(claim => (IReadOnlyList<string>)
            [
                claim.Name,
                $"{claim.Comparison.Counts.Pairs}",
                Percent(claim.Comparison.Baseline.Value),
                Percent(claim.Comparison.Candidate.Value),
                $"{claim.Comparison.Counts.OnlyBaseline}/{claim.Comparison.Counts.OnlyCandidate}",
                ComparisonTable.Points(claim.Comparison.Counts.Difference),
                $"{ComparisonTable.Points(claim.LowerBound)} to {ComparisonTable.Points(claim.UpperBound)}",
                ComparisonTable.P(claim.DropP),
                ComparisonTable.Points(-claim.Margin),
                Words(claim.Verdict).ToLowerInvariant(),
                claim.PairsNeeded > 0 ? $"{claim.PairsNeeded}" : "",
            ]),
        ]);

    private static string Detail(ClaimResult claim) => string.Create(
        CultureInfo.InvariantCulture,
        $"{claim.Comparison.Counts.Pairs} pairs, lost {claim.Comparison.Counts.OnlyBaseline}, won {claim.Comparison.Counts.OnlyCandidate}; a drop of {-100 * claim.LowerBound:0.0} points is not excluded, margin {100 * claim.Margin:0.#}; p of a drop {ComparisonTable.P(claim.DropP)}");

    private static string Percent(double? rate) => rate is { } value ? (100 * value).ToString("0.0", CultureInfo.InvariantCulture) : "";
}
