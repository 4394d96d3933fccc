using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>What was run with what, and how far it came: each run's <c>run.json</c>.</summary>
internal static class IdentitySection
{
    public static Markup Of(ReportPage page) =>
        Html.Of(
            $"""
            <section aria-labelledby="h-identity"><h2 id="h-identity">Identity and settings</h2>
            {Html.Join(page.Sides.Select(side => side.Run).DistinctBy(run => run.Path), Run)}
            </section>
            """
        );

    private static Markup Run(RecordedRun run)
    {
        var seconds = run.Record.Timings.WallSeconds;
        return Html.Of(
            $"<details><summary>{Path.GetFileName(run.Path)}: {RunStatuses.Words(run.Record)}, {seconds:0.0} s</summary>"
                + $"<pre>{RunText.Read(run, RunFolder.RecordFile)}</pre></details>"
        );
    }
}
