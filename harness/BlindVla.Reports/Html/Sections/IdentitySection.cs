using System.Globalization;
using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>What was run with what, and how far it came: each run's <c>run.json</c>.</summary>
internal static class IdentitySection
{
    public static Markup Of(ReportPage page) =>
        Html.Of(
            $"""
            <section aria-labelledby="h-identity"><h2 id="h-identity">Identity and settings</h2>
            {Html.Join(page.Sides.SelectMany(side => side.Run.Parts).DistinctBy(run => run.Path), Run)}
            </section>
            """
        );

    private static Markup Run(RecordedRun run)
    {
        // Nobody says how long the episodes of an imported run took.
        var took = run.Record.Identity.Imported is null
            ? string.Create(CultureInfo.InvariantCulture, $", {run.Record.Timings.WallSeconds:0.0} s")
            : "";
        return Html.Of(
            $"<details><summary>{Path.GetFileName(run.Path)}: {RunStatuses.Words(run.Record)}{took}</summary>"
                + $"<pre tabindex=\"0\">{RunText.Read(run, RunFolder.RecordFile)}</pre></details>"
        );
    }
}
