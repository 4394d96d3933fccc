namespace BlindVla.Reports;

/// <summary>Success by where the object started.</summary>
internal static class PositionSection
{
    public static Markup Of(ReportPage page)
    {
        if (TabletopTrials.Sides(page) is not { IsEmpty: false } sides)
        {
            return default;
        }
        var maps = Html.Join(sides, side => PositionMap.Of(TabletopTrials.Finished(side), side.MarkedLabel));
        return Html.Of(
            $"""
            <section aria-labelledby="h-where"><h2 id="h-where">By where the object started</h2>
            <p>Successes of trials in each cell of 3 cm.</p><div class="maps">{maps}</div></section>
            """
        );
    }
}
