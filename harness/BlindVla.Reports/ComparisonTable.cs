using System.Globalization;
using BlindVla.Core;
using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>A comparison as a table: one line per scope.</summary>
public static class ComparisonTable
{
    /// <param name="width">Characters that a line may have; null for any number.</param>
    public static string Plain(Comparison comparison, int? width = null) =>
        Table(comparison).ToPlain(width)
        + "\n"
        + string.Concat(Notes(comparison).Select(note => TextTable.Wrap(note, width)))
        + (Things(comparison) is { } things ? "\n" + things.ToPlain(width) + "\n" + TextTable.Wrap(ThingsNote, width) : "");

    public static string Markdown(Comparison comparison) =>
        Table(comparison).ToMarkdown()
        + string.Concat(Notes(comparison).Select(note => $"\n{note.Replace("*", "\\*", StringComparison.Ordinal)}\n"))
        + (Things(comparison) is { } things ? $"\n{things.ToMarkdown()}\n{ThingsNote}\n" : "");

    /// <summary>Several candidates and their baseline, the best first, and where each differs.</summary>
    /// <param name="comparisons">Of each candidate with the baseline, by each trial's own rule.</param>
    public static string PlainRanking(
        IReadOnlyCollection<RankedPolicy> policies,
        IReadOnlyList<Comparison> comparisons,
        int? width = null
    ) =>
        RankingTable(policies, comparisons).ToPlain(width)
        + "\n"
        + string.Concat(comparisons.Select(comparison => TextTable.Wrap(Differences(comparison), width)))
        + "\n"
        + TextTable.Wrap(RankingNote, width);

    /// <inheritdoc cref="PlainRanking"/>
    public static string MarkdownRanking(IReadOnlyCollection<RankedPolicy> policies, IReadOnlyList<Comparison> comparisons) =>
        RankingTable(policies, comparisons).ToMarkdown()
        + "\n"
        + string.Concat(comparisons.Select(comparison => $"- {Differences(comparison).Replace("*", "\\*", StringComparison.Ordinal)}\n"))
        + $"\n{RankingNote}\n";

    private static TextTable RankingTable(IReadOnlyCollection<RankedPolicy> policies, IReadOnlyList<Comparison> comparisons) =>
        new(
            [new("rank", true), new("policy"), new($"vs {comparisons[0].Baseline}", true), new("adjusted p", true)],
            [
                .. policies.Select(policy =>
                    (IReadOnlyList<string>)[$"{policy.Rank}", policy.Name, Points(policy.Difference), policy.AdjustedP is { } p ? P(p) : ""]
                ),
            ]
        );

    private const string RankingNote =
        "Over the whole suite. Equal ranks: the difference to the first of them is not certain (adjusted p >= 0.05). Adjusted after Holm "
        + "for all pairs of these policies: of many that are alike one is lucky. Worse or better in: p below 0.05, of cells the adjusted "
        + "one, each candidate by itself.";

    /// <summary>Where a candidate is worse, and where it is better: <c>new: worse in ood (-10.0), vision (-20.0)</c>.</summary>
    private static string Differences(Comparison comparison)
    {
        var certain = comparison
            .Scopes.Where(scope => (scope.AdjustedP ?? scope.P) < ScopeComparison.TwoSidedLevel)
            .Select(scope => (scope.Name, scope.Difference))
            .ToList();
        var words = new[]
        {
            ("worse", certain.FindAll(scope => scope.Difference < 0)),
            ("better", certain.FindAll(scope => scope.Difference > 0)),
        }
            .Where(side => side.Item2.Count > 0)
            .Select(side =>
                $"{side.Item1} in {string.Join(", ", side.Item2.Select(scope => $"{scope.Name} ({Points(scope.Difference)})"))}"
            )
            .ToList();
        return $"{Marked(comparison, comparison.Candidate)}: {(words.Count == 0 ? "no difference is certain" : string.Join("; ", words))}";
    }

    private const string ThingsNote =
        "The same differences with 95 % intervals that hold for other objects, receptacles or tables than these: the things are counted, "
        + "not the scenes, with Student's quantile, as there are few.";

    /// <summary>Null where the world says nothing of things.</summary>
    private static TextTable? Things(Comparison comparison)
    {
        var scopes = comparison.Scopes.Where(scope => scope.Scope != ScopeKind.Cell && !scope.Things.IsEmpty).ToList();
        var kinds = scopes.SelectMany(scope => scope.Things.Select(things => things.Kind)).Distinct().ToList();
        return kinds.Count == 0
            ? null
            : new(
                [
                    new("scope"),
                    new("difference", true),
                    new("over scenes", true),
                    .. kinds.SelectMany(kind => new TableColumn[] { new($"{kind}s", true), new($"over {kind}s", true) }),
                ],
                [
                    .. scopes.Select(scope =>
                        (IReadOnlyList<string>)
                            [
                                scope.Name,
                                Points(scope.Difference),
                                $"{Points(scope.Interval.Low)} to {Points(scope.Interval.High)}",
                                .. kinds.SelectMany(kind => Cells(scope.Things.FirstOrDefault(things => things.Kind == kind))),
                            ]
                    ),
                ]
            );

        static IEnumerable<string> Cells(ThingInterval? things) =>
            things is null ? ["", ""]
            : things.Interval is { } interval ? [$"{things.Things}", $"{Points(interval.Low)} to {Points(interval.High)}"]
            : [$"{things.Things}", "-"];
    }

    /// <summary>How many things are behind a scope's pairs, and the interval for others of them; null where the world says nothing of
    /// things.</summary>
    internal static string? ThingsInWords(ScopeComparison scope) =>
        scope.Things.IsEmpty
            ? null
            : string.Join(
                ", ",
                scope.Things.Select(things =>
                    things.InWords
                    + (
                        things.Interval is { } interval
                            ? $" (with others {Points(interval.Low)} to {Points(interval.High)})"
                            : " (nothing of others)"
                    )
                )
            );

    private static TextTable Table(Comparison comparison) =>
        new(
            [
                new("scope"),
                new("pairs", true),
                new("scenes", true),
                new("design effect", true),
                new($"baseline {Marked(comparison, comparison.Baseline)}", true),
                new($"candidate {Marked(comparison, comparison.Candidate)}", true),
                new("lost/won", true),
                new("difference", true),
                new("95 %", true),
                new("p", true),
                new("adjusted", true),
                new("detectable", true),
            ],
            [
                .. comparison.Scopes.Select(scope =>
                    (IReadOnlyList<string>)
                        [
                            scope.Name,
                            .. Evidence(scope),
                            Share(scope.Baseline, scope.Unpaired?.BaselineTrials ?? scope.Counts.Pairs),
                            Share(scope.Candidate, scope.Unpaired?.CandidateTrials ?? scope.Counts.Pairs),
                            LostAndWon(scope),
                            Points(scope.Difference),
                            $"{Points(scope.Interval.Low)} to {Points(scope.Interval.High)}",
                            P(scope.P),
                            scope.AdjustedP is { } p ? P(p) : "",
                            Drop(scope.DetectableDrop),
                        ]
                ),
            ]
        );

    private static IEnumerable<string> Notes(Comparison comparison)
    {
        var rule = comparison.IsAsCounted ? SuccessRules.AsCounted : SuccessRules.Words(comparison.SuccessRule);
        yield return $"Success {rule}: k/n, per cent, Wilson 95 % interval. "
            + "Differences in percentage points, candidate minus baseline.";
        yield return comparison.IsPaired
            ? "Paired by episode: lost/won: only the baseline, only the candidate succeeded; "
                + "95 %: interval of Tango, with 0 in it unless p excludes 0; "
                + "p: McNemar, two-sided; "
                + $"{SharedWords}; "
                + $"{AdjustedWords}; "
                + "detectable: the smallest drop for which p is below 0.05 with a power of 0.8, by counting, -: none."
            : (
                comparison.UnpairedBecause is { } because
                    ? $"Unpaired, since {because}"
                    : "The sides share no episode, so nothing can be paired"
            )
                + $": the rates of all episodes are compared, which takes many more of them; 95 %: {UnpairedIntervalWords}, with 0 in it "
                + $"unless p excludes 0; p: Fisher's exact test, two-sided; {AdjustedWords}; "
                + "detectable: the smallest drop for which p is below 0.05 with a power of 0.8, by counting, -: none.";
        if (Weighed(comparison.Scopes) is { } weighed)
        {
            yield return $"{weighed}.";
        }
        if (SeedsInWords(comparison) is { } seeds)
        {
            yield return $"{seeds}.";
        }
        if (!comparison.Privileged.IsEmpty)
        {
            yield return SummaryTable.PrivilegedNote;
        }
        var everything = comparison.Find(Condition.Everything);
        if (comparison.IsPaired && everything is { Counts: var counts } && counts.Discordant < PairedTest.FewestDiscordant)
        {
            yield return $"{counts.DiscordantInWords}: fewer than {PairedTest.FewestDiscordant} can never reach p < 0.05, "
                + "whichever way they fall. This says nothing about equality.";
        }
        foreach (var excluded in comparison.Excluded)
        {
            yield return $"{excluded.Side}: {excluded.Count} trial{(excluded.Count == 1 ? "" : "s")} left out: {excluded.Reason}";
        }
    }

    /// <summary>What each training seed differs by over everything; null where no side is a recipe.</summary>
    internal static string? SeedsInWords(Comparison comparison) =>
        comparison.Find(Condition.Everything) is { Seeds: { IsEmpty: false } seeds } everything
            ? $"{seeds.Length} training seeds, which widen interval and p by what they differ among themselves: "
                + string.Join(", ", seeds.Select(seed => $"{seed.Seed}: {Points(seed.Difference)}"))
                + (
                    everything.Shared.DesignEffect > everything.Counts.Pairs
                        ? ": so few that differ so much say less than a single pair would"
                        : ""
                )
            : null;

    /// <summary>A policy's name, with the mark of one that uses object poses.</summary>
    internal static string Marked(Comparison comparison, string policy) =>
        !comparison.Privileged.Contains(policy) ? policy
        // The name of a recipe ends as the mark does.
        : policy.EndsWith('*') ? $"{policy} ({SummaryTable.PrivilegedMark})"
        : policy + SummaryTable.PrivilegedMark;

    /// <summary>What the columns of scenes say.</summary>
    internal const string SharedWords =
        "scenes, design effect: pairs of one scene are not as good as so many scenes, nor those of one training seed as those of several; "
        + "interval and p count the pairs divided by the effect";

    private const string AdjustedWords = "cells adjusted after Benjamini and Hochberg (exploratory)";

    /// <summary>What stands in the place of Tango's where nothing is paired.</summary>
    internal const string UnpairedIntervalWords = "interval of Miettinen and Nurminen, no narrower than Clopper's and Pearson's of a side";

    /// <summary>What is to be said where cells differ in their number of pairs, or of episodes; null where they do not.</summary>
    internal static string? Weighed(IReadOnlyCollection<ScopeComparison> scopes) =>
        !scopes.Any(scope => scope.IsWeighed) ? null
        : scopes.Any(scope => scope.Unpaired is not null)
            ? "Cells differ in their number of episodes: rates and differences over several cells are means of theirs, each of the same "
                + "weight; k/n only counts; intervals and p take every cell of a side for as small as the smallest"
        : "Cells differ in their number of pairs: rates and differences over several cells are means of theirs, each of the same weight; "
            + "k/n and lost/won only count; intervals and p take every cell for as small as the smallest, before the design effect of "
            + "shared scenes";

    /// <summary>Pairs, scenes and design effect; where nothing is paired the word alone.</summary>
    internal static IEnumerable<string> Evidence(ScopeComparison scope) =>
        scope.Unpaired is null ? [$"{scope.Counts.Pairs}", $"{scope.Shared.Scenes}", Effect(scope.Shared)] : ["unpaired", "", ""];

    internal static string EvidenceInWords(ScopeComparison scope) =>
        (scope.Unpaired is null ? $"{scope.InWords} of {scope.Shared.InWords}" : "unpaired") + $", {scope.OutcomesInWords}";

    internal static string LostAndWon(ScopeComparison scope) =>
        scope.Unpaired is null ? $"{scope.Counts.OnlyBaseline}/{scope.Counts.OnlyCandidate}" : "";

    internal static string Effect(SharedScenes shared) => shared.DesignEffect.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Share(Rate rate, int n) =>
        rate.Value is { } value
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{rate.Successes}/{n} {100 * value:0.0} [{100 * rate.Low:0.0}, {100 * rate.High:0.0}]"
            )
            : "";

    /// <summary>A drop of everything is found by no number of pairs that can find no smaller one.</summary>
    internal static string Drop(double drop) => drop < 1 ? (100 * drop).ToString("0.0", CultureInfo.InvariantCulture) : "-";

    internal static string Points(double? difference) =>
        difference is { } value ? (100 * value).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture) : "";

    internal static string P(double p) => p < 0.0001 ? "<0.0001" : p.ToString("0.####", CultureInfo.InvariantCulture);
}
