namespace BlindVla.Reports;

/// <summary>Success by where the object started.</summary>
internal static class PositionSection
{
    public static Markup Of(ReportPage page)
    {
        var maps = Html.Join(page.Sides, side => PositionMap.Of(side.Finished, side.MarkedLabel));
        return Html.Of(
            $"""
            <section aria-labelledby="h-where"><h2 id="h-where">By where the object started</h2>
            <p>Successes of trials in each cell of 3 cm.</p><div class="maps">{maps}</div></section>
            """
        );
    }
}
