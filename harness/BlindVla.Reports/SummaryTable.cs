using System.Globalization;
using BlindVla.Core;
using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>The summary of a run as a table: one line per policy and cell, the out-of-distribution cells together at the end.</summary>
public static class SummaryTable
{
    internal const string PrivilegedMark = "*";
    internal const string PrivilegedNote = PrivilegedMark + " uses object poses, which no camera shows.";

    /// <param name="width">Characters that a line may have; null for any number.</param>
    public static string Plain(Summary summary, int? width = null) =>
        Table(summary).ToPlain(width) + "\n" + string.Concat(Notes(summary).Select(note => TextTable.Wrap(note, width)));

    public static string Markdown(Summary summary) =>
        Table(summary).ToMarkdown()
        + string.Concat(Notes(summary).Select(note => "\n" + note.Replace("*", "\\*", StringComparison.Ordinal) + "\n"));

    private static TextTable Table(Summary summary)
    {
        // The rate by the rule that is not the score; by both where the score is by either.
        List<(string Title, SuccessRule Rule, Func<SummaryRow, Rate> Of)> others =
        [
            ("at end", SuccessRule.AtEnd, row => row.AtEnd),
            ("any step", SuccessRule.AtAnyStep, row => row.AnyStep),
        ];
        others.RemoveAll(other => other.Rule == summary.SuccessRule);
        // Another harness may say that a trial succeeded, and not by which rule.
        others.RemoveAll(other => !summary.Rows.IsEmpty && summary.Rows.All(row => !row.Says(other.Rule)));
        var hasControls = summary.Rows.Any(row => row.Paired is not null);
        var isMixed = summary.SuccessRule is null && others.Count > 0;
        return new(
            [
                new("policy"),
                new("cell"),
                .. isMixed ? [new("rule")] : Array.Empty<TableColumn>(),
                new("k/n", true),
                new("rate", true),
                new("95 %", true),
                .. others.Select(other => new TableColumn(other.Title, true)),
                .. hasControls ? [new("vs control", true), new("lost/won", true)] : Array.Empty<TableColumn>(),
                new("errored", true),
            ],
            [
                .. Shown(summary)
                    .Select(row =>
                        (IReadOnlyList<string>)
                            [
                                row.Policy + (row.Privileged ? PrivilegedMark : ""),
                                row.Scope == ScopeKind.Split ? "all out-of-distribution" : row.Name,
                                .. isMixed ? [SuccessRules.Short(row.SuccessRule)] : Array.Empty<string>(),
                                $"{row.Successes}/{row.N}",
                                Percent(row.Score.Value),
                                $"{Percent(row.Score.Low)} - {Percent(row.Score.High)}",
                                .. others.Select(other => row.Says(other.Rule) ? $"{other.Of(row).Successes}/{row.N}" : "-"),
                                .. hasControls
                                    ? [Effect(row.Paired), row.Paired is { } paired ? $"{paired.OnlyControl}/{paired.OnlyPerturbed}" : ""]
                                    : Array.Empty<string>(),
                                row.Errored.ToString(CultureInfo.InvariantCulture),
                            ]
                    ),
            ]
        );
    }

    private static IEnumerable<SummaryRow> Shown(Summary summary) =>
        summary
            .Rows.GroupBy(row => row.Policy)
            .SelectMany(policy =>
            {
                var cells = policy.Where(row => row.Scope == ScopeKind.Cell).ToList();
                var perturbed = policy.Where(row => row is { Scope: ScopeKind.Split, Name: Condition.OutOfDistribution });
                return cells.Count(row => row.Paired is not null) > 1 ? cells.Concat(perturbed) : cells;
            });

    private static IEnumerable<string> Notes(Summary summary)
    {
        yield return $"k/n, rate and Wilson 95 % interval: success {SuccessRules.Words(summary.SuccessRule, [summary])}, in per cent; "
            + "over several cells it counts trials of one scene for what they are worth.";
        if (summary.Rows.Any(row => row.Paired is not null))
        {
            yield return "vs control: rate minus that of the unperturbed twins with its 95 % interval (Tango), in percentage points; "
                + "lost/won: twins of which only the control, only the perturbed one succeeded.";
        }
        if (summary.Rows.Any(row => row.Privileged))
        {
            yield return PrivilegedNote;
        }
        var errored = summary.Rows.Where(row => row.Scope == ScopeKind.Split).Sum(row => row.Errored);
        if (errored > 0)
        {
            yield return $"{errored} trial{(errored == 1 ? "" : "s")} errored: could not be carried out, not counted in n"
                + (summary.IsImported ? "." : "; --resume tries them again.");
        }
    }

    /// <summary>What the perturbation costs: the paired difference to the control twins with Tango's 95 % interval, in percentage
    /// points.</summary>
    private static string Effect(ControlPairs? pairs)
    {
        if (pairs?.Difference is not { } difference)
        {
            return "";
        }
        var interval = DifferenceInterval.OfPairs(pairs.Counts, pairs.Shared);
        return $"{ComparisonTable.Points(difference)} [{ComparisonTable.Points(interval.Low)}, {ComparisonTable.Points(interval.High)}]";
    }

    private static string Percent(double? rate) => rate is { } value ? (100 * value).ToString("0.0", CultureInfo.InvariantCulture) : "";
}
