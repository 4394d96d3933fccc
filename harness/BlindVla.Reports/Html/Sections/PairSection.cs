using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>Episodes in which only one of the first two sides succeeded; <c>report.js</c> puts them side by side.</summary>
internal static class PairSection
{
    public static Markup Of(ReportPage page)
    {
        if (page.Sides.Length < 2)
        {
            return default;
        }
        var pairs = EpisodePair.Of(page.Sides);
        // Of other seeds, or of none that is known.
        if (pairs.IsEmpty)
        {
            return default;
        }
        int Only(Outcome first) => pairs.Count(pair => pair.IsDiscordant && pair.First.Outcome == first);
        var (first, second) = (page.Sides[0].MarkedLabel, page.Sides[1].MarkedLabel);
        var (won, lost) = (Only(Outcome.Success), Only(Outcome.Failure));
        return Html.Of(
            $"""
            <section aria-labelledby="h-pairs"><h2 id="h-pairs">Same episode, other outcome</h2>
            <p>Of {pairs.Length} episodes that both carried out, only {first} succeeded in {won} and only {second} in {lost}.</p>
            <div id="discordant" class="sideBySide"></div></section>
            """
        );
    }
}
