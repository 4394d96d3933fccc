namespace BlindVla.Reports;

/// <summary>The episode browser, which <c>episodes.js</c> fills from <see cref="EpisodeData"/>.</summary>
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

    private static readonly Markup Folder = Html.Of(
        $"<p class=\"soft\">Films are files in the folders of the runs, which have to lie where they do now, seen from this page; "
            + $"<code>report --embed</code> writes a page that carries them.</p>"
    );

    private static readonly Markup Player = Html.Of(
        $"""
        <dialog id="film" aria-label="Film"><form method="dialog"><button>Close</button>
        <button type="button" class="previous">Previous film</button> <button type="button" class="next">Next film</button></form>
        <h3 class="title"></h3>
        <div class="screens"></div>
        <div class="controls"><button type="button" class="play">Play</button>
        <button type="button" class="back" aria-label="one frame back">◂</button>
        <input type="range" class="scrub" min="0" value="0" aria-label="frame">
        <button type="button" class="on" aria-label="one frame on">▸</button>
        <label>speed <select class="speed"><option value="0.25">¼</option><option value="0.5">½</option><option value="1" selected>1</option>
        <option value="2">2</option><option value="4">4</option></select></label> <span class="at" role="status"></span></div>
        <div class="traces"></div></dialog>
        """
    );

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
            {(page.HasFilms && !page.EmbedsFilms ? Folder : default)}
            {Player}
            <noscript><p>Searching the episodes needs JavaScript; every number above does not.</p></noscript>
            </section>
            """
        );
    }
}
