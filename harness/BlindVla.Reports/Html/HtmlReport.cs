using System.Collections.Immutable;
using System.Reflection;
using System.Text;
using BlindVla.Evaluation;
using BlindVla.Files;

namespace BlindVla.Reports;

/// <summary>One page that says what a run, or several, showed. It carries all it needs but the films, and asks nothing of a
/// network.</summary>
public static class HtmlReport
{
    public const string FileName = "report.html";

    /// <summary>What is on the page, from top to bottom; a section that has nothing to say is empty.</summary>
    private static readonly ImmutableArray<Func<ReportPage, Markup>> Sections =
    [
        VerdictSection.Of,
        ResultSection.Of,
        ChangeSection.Of,
        PerturbationSection.Of,
        RecipeSection.Of,
        PairSection.Of,
        FailureSection.Of,
        BreakdownSection.Of,
        PositionSection.Of,
        TimeToSuccessSection.Of,
        MeasureSection.Of,
        EpisodeSection.Of,
        SpeedSection.Of,
        RealTimeSection.Of,
        IdentitySection.Of,
    ];

    private static readonly Markup ContentPolicy = Html.Of(
        $"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data: blob: 'self' file:; "
            + $"media-src data: 'self' file:"
    );

    /// <summary>Writes the page.</summary>
    /// <param name="path">The file.</param>
    /// <param name="sides">At least one; the first two stand side by side wherever exactly one of them succeeded.</param>
    /// <param name="gate">What a gate says of the sides; null where none was asked.</param>
    /// <param name="recipes">What the recipes of the sides came to; null where they cannot be taken together.</param>
    /// <param name="embedsFilms">The page carries its films, and needs no other file.</param>
    /// <exception cref="RunException">The disk refuses, or a run cannot be read any more; a page that was there before is as it
    /// was.</exception>
    public static void Write(
        string path,
        ImmutableArray<ReportSide> sides,
        GateResult? gate = null,
        RecipeTable? recipes = null,
        bool embedsFilms = false
    )
    {
        path = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(path)!;
        var text = Text(folder, sides, gate, recipes, embedsFilms);
        try
        {
            Directory.CreateDirectory(folder);
            AtomicFile.Write(path, Encoding.UTF8.GetBytes(text));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunException(RunFault.Infrastructure, $"cannot write the report {path}: {FileFault.Reason(e)}; name another file", e);
        }
    }

    /// <summary>The page as it would be written.</summary>
    /// <param name="folder">Where it would be: films are named from there.</param>
    /// <param name="sides">As <see cref="Write"/> takes them.</param>
    /// <param name="gate">So, too.</param>
    /// <param name="recipes">And so.</param>
    /// <param name="embedsFilms">And so.</param>
    /// <exception cref="RunException">A run cannot be read any more.</exception>
    public static string Text(
        string folder,
        ImmutableArray<ReportSide> sides,
        GateResult? gate = null,
        RecipeTable? recipes = null,
        bool embedsFilms = false
    )
    {
        var page = new ReportPage(sides, gate, recipes) { EmbedsFilms = embedsFilms };
        var body = Html.Join(Sections, section => Html.Of($"{section(page)}\n"));
        return Html.Of($"{Head(page)}{body}{Foot(EpisodeData.Of(page, folder))}").Text;
    }

    private static Markup Head(ReportPage page)
    {
        var labels = string.Join(", ", page.Sides.Select(side => side.Label));
        return Html.Of(
            $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="{ContentPolicy}">
            <title>{page.Sides[0].Run.Record.Identity.Suite.Name}: {labels}</title>
            <style>{SideStyle.Css}{Resource("report.css")}</style>
            </head>
            <body>
            <a class="skip" href="#episodes">Skip to the episodes</a>
            {HeaderSection.Of(page)}
            <main>

            """
        );
    }

    private static Markup Foot(EpisodeData episodes) =>
        Html.Of(
            $"""
            </main>
            <script type="application/json" id="data">{episodes.ToScript()}</script>
            <script>{Resource("plots.js")}{Resource("player.js")}{Resource("episodes.js")}</script>
            </body>
            </html>

            """
        );

    /// <summary>A file of this folder, embedded in the assembly; trusted, so not encoded.</summary>
    private static Markup Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"BlindVla.Reports.Html.{name}")
            ?? throw new InvalidOperationException($"{name} is not embedded in the assembly");
        using var reader = new StreamReader(stream);
        return new(reader.ReadToEnd());
    }
}
