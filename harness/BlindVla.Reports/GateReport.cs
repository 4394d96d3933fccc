using System.Globalization;
using System.Xml.Linq;
using BlindVla.Core;
using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>A gate's verdict for a terminal, for a pull request, and for a CI system.</summary>
public static class GateReport
{
    /// <param name="width">Characters that a line may have; null for any number.</param>
    public static string Plain(GateResult result, int? width = null) =>
        $"{Words(result.Verdict)}: gate {result.Gate}{Sides(result)}\n"
        + Lines(result)
        + (
            result.Claims.IsEmpty ? "" : $"\n{Table(result).ToPlain(width)}\n{Things(result, width)}{TextTable.Wrap(Legend(result), width)}"
        );

    public static string Markdown(GateResult result) =>
        $"### {Icon(result.Verdict)} {Words(result.Verdict)}: gate `{result.Gate}`{Sides(result)}\n\n"
        + string.Concat(Reasons(result).Select(reason => $"- {reason}\n"))
        + (result.Claims.IsEmpty ? "" : $"\n{Table(result).ToMarkdown()}\n{Legend(result).Replace("*", "\\*", StringComparison.Ordinal)}\n")
        + (
            result.Comparison is { } comparison
                ? "\n<details><summary>All scopes</summary>\n\n" + ComparisonTable.Markdown(comparison) + "\n</details>\n"
                : ""
        );

    /// <summary>One test case per claim: a regression fails it, an open question is an error, sides that cannot be compared are
    /// one.</summary>
    public static string JUnit(GateResult result)
    {
        var cases = result
            .Claims.Select(claim => new XElement(
                "testcase",
                new XAttribute("classname", $"gate.{result.Gate}"),
                new XAttribute("name", claim.Name),
                claim.Verdict switch
                {
                    Verdict.Regression => new XElement("failure", new XAttribute("message", "regression"), Detail(result, claim)),
                    Verdict.Inconclusive => new XElement("error", new XAttribute("message", "inconclusive"), Detail(result, claim)),
                    _ => null,
                }
            ))
            .ToList();
        if (cases.Count == 0)
        {
            cases.Add(
                new XElement(
                    "testcase",
                    new XAttribute("classname", $"gate.{result.Gate}"),
                    new XAttribute("name", "comparable"),
                    new XElement("error", new XAttribute("message", "not comparable"), string.Join('\n', result.Reasons))
                )
            );
        }
        return new XDocument(
                new XElement(
                    "testsuite",
                    new XAttribute("name", result.Gate),
                    new XAttribute("tests", cases.Count),
                    new XAttribute("failures", cases.Count(c => c.Element("failure") is not null)),
                    new XAttribute("errors", cases.Count(c => c.Element("error") is not null)),
                    cases,
                    // A pass has no text of its own; what the reasons say of it, such as that both sides are one policy, is for a CI too.
                    result.Verdict == Verdict.Pass
                    && !result.Reasons.IsEmpty
                        ? new XElement("system-out", string.Join('\n', result.Reasons))
                        : null
                )
            ) + "\n";
    }

    public static string Words(Verdict verdict) =>
        verdict switch
        {
            Verdict.Pass => "PASS",
            Verdict.Regression => "REGRESSION",
            Verdict.Inconclusive => "INCONCLUSIVE",
            _ => "NOT COMPARABLE",
        };

    /// <summary>As a gate file has it.</summary>
    private static string Words(Guarantee guarantee) => guarantee == Guarantee.Anytime ? "anytime" : "calibrated";

    private static string Icon(Verdict verdict) =>
        verdict switch
        {
            Verdict.Pass => ":white_check_mark:",
            Verdict.Regression => ":x:",
            _ => ":grey_question:",
        };

    /// <summary>Who against whom, with the mark of those that use object poses.</summary>
    internal static string Sides(GateResult result) =>
        result.Comparison is { } comparison
            ? $", {ComparisonTable.Marked(comparison, comparison.Candidate)} against "
                + $"{ComparisonTable.Marked(comparison, comparison.Baseline)}"
            : "";

    private static IEnumerable<string> Reasons(GateResult result)
    {
        foreach (var reason in result.Reasons)
        {
            yield return reason;
        }
        if (result.RepeatDiscordance is { } repeat)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"the baseline run twice ends otherwise in {100 * repeat:0.0} % of the episodes"
            );
        }
        foreach (var excluded in result.Comparison?.Excluded ?? [])
        {
            yield return $"{excluded.Side}: {excluded.Count} left out: {excluded.Reason}";
        }
    }

    private static string Lines(GateResult result) => string.Concat(Reasons(result).Select(reason => $"  {reason}\n"));

    /// <summary>A claim about unseen objects is one about those that were drawn: how many there were, and what others might show.</summary>
    private static string Things(GateResult result, int? width) =>
        string.Concat(
            result
                .Claims.Select(claim => (claim.Name, Things: ComparisonTable.ThingsInWords(claim.Comparison)))
                .Where(claim => claim.Things is not null)
                .Select(claim => TextTable.Wrap($"{claim.Name}: {claim.Things}", width))
                .DefaultIfEmpty("")
                .Append(result.Claims.Any(claim => !claim.Comparison.Things.IsEmpty) ? "\n" : "")
        );

    private static TextTable Table(GateResult result) =>
        new(
            [
                new("claim"),
                new("pairs", true),
                new("scenes", true),
                new("design effect", true),
                new("baseline", true),
                new("candidate", true),
                new("lost/won", true),
                new("difference", true),
                new($"{Level(result)} CI", true),
                new("p of a drop", true),
                new("margin", true),
                new("detectable", true),
                new("verdict"),
                new($"more {Units(result)}", true),
            ],
            [
                .. result.Claims.Select(claim =>
                    (IReadOnlyList<string>)
                        [
                            claim.Name,
                            .. ComparisonTable.Evidence(claim.Comparison),
                            Successes(claim.Comparison.Baseline, claim.Comparison.Unpaired?.BaselineTrials),
                            Successes(claim.Comparison.Candidate, claim.Comparison.Unpaired?.CandidateTrials),
                            ComparisonTable.LostAndWon(claim.Comparison),
                            ComparisonTable.Points(claim.Comparison.Difference),
                            $"{ComparisonTable.Points(claim.LowerBound)} to {ComparisonTable.Points(claim.UpperBound)}",
                            ComparisonTable.P(claim.DropP),
                            ComparisonTable.Points(-claim.Margin),
                            ComparisonTable.Drop(claim.DetectableDrop),
                            Words(claim.Verdict).ToLowerInvariant(),
                            claim.PairsNeededFor is { } verdict
                                ? $"{claim.PairsNeeded} to {Words(verdict).ToLowerInvariant()}"
                                : claim.WhyNotYet ?? "",
                        ]
                ),
            ]
        );

    /// <summary>How sure the two bounds of a claim are together, in per cent.</summary>
    internal static string Level(GateResult result) => Level(1 - (2 * result.Alpha));

    /// <summary>How sure each of them is alone.</summary>
    internal static string OneSidedLevel(GateResult result) => Level(1 - result.Alpha);

    /// <summary>What the columns are; for a terminal and for a page.</summary>
    private static string Legend(GateResult result) =>
        "claim: over which episodes; "
        + (
            IsPaired(result)
                ? $"pairs: episodes that both carried out; {ComparisonTable.SharedWords}; baseline, candidate: successes in per cent; "
                    + "lost/won: pairs in which only the baseline, only the candidate succeeded; "
                : "unpaired: the episodes of both sides, each a scene of its own; baseline, candidate: successes, and in per cent; "
        )
        + "difference: candidate minus baseline in percentage points; "
        + $"{Level(result)} CI: {(IsPaired(result) ? "its interval (Tango)" : ComparisonTable.UnpairedIntervalWords)}, "
        + $"each end a one-sided {OneSidedLevel(result)} bound, with 0 in it unless p excludes 0; "
        + $"p of a drop: {(IsPaired(result) ? "McNemar" : "Fisher")}, one-sided, after Holm over the claims; "
        + "margin: the drop that may be overlooked; "
        + $"detectable: the smallest drop that such {Units(result)} would show to be one with a power of 0.8, by counting, -: none; "
        + "verdict: of the claim, a drop that is shown is a regression, inside the margin too; "
        + $"more {Units(result)}: about how many would probably decide the claim, and how, if the difference stays as it is"
        + (IsPaired(result) ? "." : ", of both sides together.")
        + (
            result.Guarantee is { } guarantee
                ? $" The verdicts are those of a test that was looked at while the episodes ran (guarantee: {Words(guarantee)}); "
                    + $"{Level(result)} CI, p and detectable only describe: fixed-sample, not valid under optional stopping."
                : ""
        )
        + (
            result.Claims.Any(claim => !claim.Comparison.Things.IsEmpty)
                ? " With others: a 95 % interval of the difference for other objects, receptacles or tables."
                : ""
        )
        + (ComparisonTable.Weighed([.. result.Claims.Select(claim => claim.Comparison)]) is { } weighed ? $" {weighed}." : "")
        + (result.Comparison is { } seeds && ComparisonTable.SeedsInWords(seeds) is { } words ? $" {words}." : "")
        + (result.Comparison?.Privileged.IsEmpty == false ? " " + SummaryTable.PrivilegedNote : "");

    private static string Level(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.##} %");

    /// <summary>With the reasons of the claim, and with what holds of all claims.</summary>
    private static string Detail(GateResult result, ClaimResult claim) =>
        string.Concat(
            result
                .Reasons.Where(reason =>
                    reason.StartsWith($"{claim.Name}: ", StringComparison.Ordinal)
                    || result.Claims.All(other => !reason.StartsWith($"{other.Name}: ", StringComparison.Ordinal))
                )
                .Select(reason => $"{reason}\n")
        )
        + string.Create(
            CultureInfo.InvariantCulture,
            $"{ComparisonTable.EvidenceInWords(claim.Comparison)}; "
                + $"a drop of {-100 * claim.LowerBound:0.0} points is not excluded (one-sided {OneSidedLevel(result)} bound), "
                + $"margin {100 * claim.Margin:0.#}; "
                + $"p of a drop {ComparisonTable.P(claim.DropP)}, detectable drop {ComparisonTable.Drop(claim.DetectableDrop)}"
        )
        + (result.IsSequential ? "; bound and p are fixed-sample, not valid under optional stopping" : "");

    /// <summary>What is counted: pairs, or episodes where nothing is paired.</summary>
    internal static string Units(GateResult result) => IsPaired(result) ? "pairs" : "episodes";

    internal static bool IsPaired(GateResult result) => result.Comparison?.IsPaired != false;

    /// <param name="trials">Null where pairs are counted beside them.</param>
    private static string Successes(Rate rate, int? trials) =>
        trials is null ? Percent(rate.Value) : $"{rate.Successes}/{trials} {Percent(rate.Value)}";

    private static string Percent(double? rate) => rate is { } value ? (100 * value).ToString("0.0", CultureInfo.InvariantCulture) : "";
}
