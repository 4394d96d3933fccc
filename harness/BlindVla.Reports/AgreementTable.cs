using System.Globalization;
using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>How far two worlds agree, as text.</summary>
public static class AgreementTable
{
    /// <summary>Episodes that are named; the others are counted.</summary>
    private const int MostNamed = 20;

    /// <param name="width">Characters that a line may have; null for any number.</param>
    public static string Plain(WorldAgreement agreement, int? width = null) =>
        Points(agreement).ToPlain(width)
        + "\n"
        + Measures(agreement).ToPlain(width)
        + "\n"
        + string.Concat(Notes(agreement).Select(note => TextTable.Wrap(note, width)))
        + (agreement.Discordant.IsEmpty ? "" : "\n" + Episodes(agreement).ToPlain(width));

    public static string Markdown(WorldAgreement agreement) =>
        Points(agreement).ToMarkdown()
        + "\n"
        + Measures(agreement).ToMarkdown()
        + string.Concat(Notes(agreement).Select(note => $"\n{note}\n"))
        + (agreement.Discordant.IsEmpty ? "" : "\n" + Episodes(agreement).ToMarkdown());

    private static TextTable Points(WorldAgreement agreement) =>
        new(
            [
                new(agreement.Over == AgreementUnit.Policies ? "policy" : "policy and cell"),
                new("simulated", true),
                new("real", true),
                new("difference", true),
            ],
            [
                .. agreement.Points.Select(point =>
                    (IReadOnlyList<string>)
                        [
                            point.Name,
                            Share(point.Simulated),
                            Share(point.Real),
                            ComparisonTable.Points(point.Simulated.Rate - point.Real.Rate),
                        ]
                ),
            ]
        );

    private static TextTable Measures(WorldAgreement agreement)
    {
        return new(
            [new("agreement"), new("value", true), new("95 %", true), new("best", true)],
            [
                Row("Spearman's rank correlation", agreement.Spearman, "1"),
                Row("Pearson's correlation", agreement.Pearson, "1"),
                Row("mean maximum rank violation", agreement.MeanMaximumRankViolation, "0"),
            ]
        );

        static IReadOnlyList<string> Row(string name, AgreementMeasure measure, string best) =>
            [
                name,
                measure.Value is { } value ? Number(value) : "-",
                measure.Interval is { } interval ? $"{Number(interval.Minimum)} to {Number(interval.Maximum)}" : "-",
                best,
            ];
    }

    private static IEnumerable<string> Notes(WorldAgreement agreement)
    {
        yield return "k/n and rate in per cent, by each trial's own success rule; over several cells the mean of theirs. Intervals: for "
            + "other scenes than these, the same policies and cells (Bayesian bootstrap of scenes); they say nothing of other policies. "
            + "Rank violation: the largest real difference to a policy that simulation ranks the other way round, in the mean "
            + "(SimplerEnv). -: all rates of one world are the same, or there are too few scenes."
            + " Where a rate is 0 or 1, no draw moves it.";
        yield return agreement.IsPaired
            ? $"{agreement.Shared} trials are of one episode in both; {agreement.Discordant.Length} of them ended differently, "
                + $"{agreement.Discordant.Count(episode => episode.SucceededSimulated)} succeeding in simulation only."
            : "The seeds differ, so that no episode is the same in both.";
        foreach (var left in agreement.LeftOut)
            yield return $"Left out: {left}.";
        if (agreement.Discordant.Length > MostNamed)
            yield return $"The first {MostNamed} that ended differently; --json has all:";
    }

    private static TextTable Episodes(WorldAgreement agreement) =>
        new(
            [new("policy"), new("episode"), new("simulated"), new("real")],
            [
                .. agreement
                    .Discordant.Take(MostNamed)
                    .Select(episode =>
                        (IReadOnlyList<string>)
                            [
                                episode.Policy,
                                episode.EpisodeId,
                                episode.SucceededSimulated ? "success" : "failure",
                                episode.SucceededSimulated ? "failure" : "success",
                            ]
                    ),
            ]
        );

    private static string Share(AgreementSide side) =>
        string.Create(CultureInfo.InvariantCulture, $"{side.Successes}/{side.Trials} {100 * side.Rate:0.0}");

    private static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
