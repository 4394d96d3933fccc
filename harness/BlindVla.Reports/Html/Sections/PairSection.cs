using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>Episodes in which only one of two sides succeeded; <c>episodes.js</c> puts them side by side, of other sides too.</summary>
internal static class PairSection
{
    public static Markup Of(ReportPage page)
    {
        if (page.Pair is not var (baseline, candidate))
        {
            return default;
        }
        var pairs = EpisodePair.Of(page);
        // Of other seeds, or of none that is known.
        if (pairs.IsEmpty && page.Sides.Length == 2)
        {
            return default;
        }
        int Only(Outcome first) => pairs.Count(pair => pair.IsDiscordant && pair.First.Outcome == first);
        var (won, lost) = (Only(Outcome.Success), Only(Outcome.Failure));
        var chooser = page.Sides.Length > 2 ? Chooser : default;
        return Html.Of(
            $"""
            <section aria-labelledby="h-pairs"><h2 id="h-pairs">Same episode, other outcome</h2>
            {chooser}
            <p id="pair-count" role="status">Of {pairs.Length} episodes that both carried out, only {baseline.MarkedLabel} succeeded in {won} and
            only {candidate.MarkedLabel} in {lost}.</p>
            <div id="discordant" class="sideBySide" tabindex="0"></div></section>
            """
        );
    }

    private static readonly Markup Chooser = Html.Of(
        $"<form id=\"pair\" class=\"filters\"><label>First <select name=\"first\"></select></label> "
            + $"<label>Second <select name=\"second\"></select></label></form>"
    );
}
