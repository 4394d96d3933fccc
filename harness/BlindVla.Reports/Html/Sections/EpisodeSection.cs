namespace BlindVla.Reports;

/// <summary>The episode browser, which <c>report.js</c> fills from <see cref="EpisodeData"/>.</summary>
internal static class EpisodeSection
{
    private static readonly Markup Pages = Html.Of(
        $"<button type=\"button\" id=\"previous\">Previous</button> <span id=\"page\"></span> "
            + $"<button type=\"button\" id=\"next\">Next</button>"
    );

    private static readonly Markup Perturbation = Html.Of(
        $"<label>Perturbation <select name=\"axis\"><option value=\"\">all</option></select></label>"
    );

    private static readonly Markup Phase = Html.Of($"<label>Phase <select name=\"phase\"><option value=\"\">all</option></select></label>");

    public static Markup Of(ReportPage page)
    {
        var isTabletop = !TabletopTrials.Sides(page).IsEmpty;
        // What another harness ran has neither pictures nor words.
        var (hasFilms, hasInstructions) = (page.Sides.Any(side => side.Run.Record.Identity.Imported is null), page.HasInstructions);
        var titles = Html.Headings([
            .. hasFilms ? (string[])["film"] : [],
            "episode",
            "policy",
            "outcome",
            .. hasInstructions ? (string[])["instruction"] : [],
        ]);
        var hint = $"id{(hasInstructions ? ", instruction" : "")}{(isTabletop ? ", object" : "")}…";
        var perturbation = page.IsPerturbed ? Perturbation : default;
        return Html.Of(
            $"""
            <section aria-labelledby="episodes"><h2 id="episodes" tabindex="-1">Episodes</h2>
            <form id="filters" class="filters">
            <label>Text <input type="search" name="text" placeholder="{hint}"></label>
            <label>Policy <select name="side"><option value="">all</option></select></label>
            {perturbation}
            <label>Outcome <select name="outcome"><option value="">all</option></select></label>
            {(isTabletop ? Phase : default)}
            </form>
            <p id="count" role="status"></p>
            <div class="scroll" tabindex="0"><table id="trials"><thead><tr>{titles}</tr></thead><tbody></tbody></table></div>
            <p class="pages">{Pages}</p>
            <p id="downloads"></p>
            <dialog id="film"><form method="dialog"><button>Close</button></form><h3></h3><img alt=""></dialog>
            <noscript><p>Searching the episodes needs JavaScript; every number above does not.</p></noscript>
            </section>
            """
        );
    }
}
