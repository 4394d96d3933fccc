using System.Collections.Immutable;
using BlindVla.Core;
using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>What went wrong first in the trials that failed.</summary>
internal static class FailureSection
{
    private static readonly Markup Explanation = Html.Of(
        $"The first thing that went wrong. Reached: the finger tips came within {100 * FailurePhases.ReachMeters:0} cm of the object; "
            + $"misplaced: let go within {100 * FailurePhases.PlaceMeters:0} cm of the receptacle's middle, but not on it."
    );

    public static Markup Of(ReportPage page)
    {
        if (TabletopTrials.Sides(page) is not { IsEmpty: false } sides)
        {
            return default;
        }
        var failures = sides.SelectMany(TabletopTrials.Finished).Where(trial => trial.Outcome == Outcome.Failure);
        ImmutableArray<FailurePhase?> phases =
        [
            .. Enum.GetValues<FailurePhase>(),
            .. failures.Select(FailurePhases.Of).Where(phase => phase is null).Take(1),
        ];
        var titles = Html.Headings([
            "trials",
            "failed",
            .. phases.Select(phase => phase is { } known ? FailurePhases.Words(known) : "not measured"),
        ]);
        var rows = Html.Join(sides, side => Rows(side, phases));
        return Html.Of(
            $"""
            <section aria-labelledby="h-failures"><h2 id="h-failures">How they failed</h2>
            <p>{Explanation}</p>
            <div class="scroll" tabindex="0"><table><thead><tr>{titles}</tr></thead><tbody>{rows}</tbody></table></div></section>
            """
        );
    }

    private static Markup Rows(ReportSide side, ImmutableArray<FailurePhase?> phases) =>
        Html.Join(TabletopTrials.Finished(side).GroupBy(trial => trial.Split).OrderBy(split => split.Key), split =>
            Row(side, split, phases)
        );

    private static Markup Row(ReportSide side, IGrouping<Split, TrialRecord> trials, ImmutableArray<FailurePhase?> phases)
    {
        var where = trials.Key == Split.InDistribution ? "in" : "out of";
        var failures = trials.Where(trial => trial.Outcome == Outcome.Failure).Select(FailurePhases.Of).ToList();
        var cells = Html.Join(phases, phase => Html.Of($"<td>{failures.Count(failure => failure == phase)}</td>"));
        return Html.Of(
            $"<tr><th scope=\"row\">{side.MarkedLabel}, {where} distribution</th><td>{failures.Count}/{trials.Count()}</td>{cells}</tr>"
        );
    }
}
