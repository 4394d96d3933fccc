using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Text;
using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Files;

namespace BlindVla.Reports;

/// <summary>One page that says what a run, or several, showed. It carries all it needs but the films, and asks nothing of a
/// network.</summary>
public static class HtmlReport
{
    public const string FileName = "report.html";

    /// <summary>Writes the page.</summary>
    /// <param name="path">The file.</param>
    /// <param name="sides">At least one; the first two stand side by side wherever exactly one of them succeeded.</param>
    /// <param name="gate">What a gate says of the sides; null where none was asked.</param>
    /// <exception cref="RunException">The disk refuses, or a run cannot be read any more; a page that was there before is as it
    /// was.</exception>
    public static void Write(string path, ImmutableArray<ReportSide> sides, GateResult? gate = null)
    {
        path = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(path)!;
        var page = Encoding.UTF8.GetBytes(Page(sides, folder, gate).Text);
        try
        {
            Directory.CreateDirectory(folder);
            AtomicFile.Write(path, page);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunException(RunFault.Infrastructure, $"cannot write the report {path}: {FileFault.Reason(e)}; name another file", e);
        }
    }

    private static Markup Page(ImmutableArray<ReportSide> sides, string folder, GateResult? gate)
    {
        var summaries = sides.Select(side => Summary.Of(side.Run.Record.Identity, [.. side.Trials.Values])).ToImmutableArray();
        var identity = sides[0].Run.Record.Identity;
        return Html.Of(
            $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data: 'self' file:">
            <title>{identity.Suite.Name}: {string.Join(", ", sides.Select(side => side.Label))}</title>
            <style>{Resource("report.css")}</style>
            </head>
            <body>
            <a class="skip" href="#episodes">Skip to the episodes</a>
            <header>
            <h1>{identity.Suite.Name} <small>version {identity.Suite.Version}, seed {identity.Seed.ToString(
                CultureInfo.InvariantCulture
            )}</small></h1>
            <p class="legend">{Html.Join(
                sides.Select((side, i) => Html.Of($"<span class=\"key side{i % Palette}\">{side.MarkedLabel}</span> "))
            )}</p>
            </header>
            <main>
            {(gate is null ? default : VerdictSection.Of(gate, Candidate(sides, gate)))}
            {Headline(sides, summaries)}
            {Cells(sides, summaries)}
            {Discordant(sides)}
            {Failures(sides)}
            {Breakdowns(sides)}
            {Positions(sides)}
            {TimeToSuccess(sides)}
            {Browser()}
            {Speed(sides)}
            {Identity(sides)}
            </main>
            <script type="application/json" id="data">{EpisodeData.Of(sides, folder).ToScript()}</script>
            <script>{Resource("report.js")}</script>
            </body>
            </html>

            """
        );
    }

    /// <summary>Colours there are; an side beyond them shares one and is told apart by its label.</summary>
    private const int Palette = 4;

    private static int Candidate(ImmutableArray<ReportSide> sides, GateResult gate) =>
        Math.Max(0, sides.Select(side => side.Policy.Name).ToList().IndexOf(gate.Comparison?.Candidate ?? "")) % Palette;

    private static Markup Headline(ImmutableArray<ReportSide> sides, ImmutableArray<Summary> summaries)
    {
        var rule = RuleOf(summaries);
        var rows = Html.Join(
            sides.Select(
                (side, i) =>
                    Html.Of(
                        $"""
                        <div class="row"><span class="label">{side.MarkedLabel}</span>
                        {Html.Join(summaries[i].Rows.Where(row => row.Scope == ScopeKind.Split), row =>
                            Html.Of(
                                $"<div class=\"cellrow\"><span class=\"tag\">{(row.Name == Condition.InDistribution ? "in distribution" : "out of distribution")}</span>{RateBar.Of(row.Score, row.N, i % Palette)}</div>"
                            )
                        )}
                        {Errored(side)}</div>
                        """
                    )
            )
        );
        return Html.Of(
            $"""
            <section aria-labelledby="h-result"><h2 id="h-result">Result</h2>
            <p>Success {SuccessRules.Words(rule)}; k/n, rate and Wilson 95 % interval.{(
                sides.Any(side => side.Policy.IsPrivileged) ? " " + SummaryTable.PrivilegedNote : ""
            )}</p>
            <div class="rows">{rows}</div></section>
            """
        );
    }

    /// <summary>The rule that everything on the page is scored by; null where there are several.</summary>
    private static SuccessRule? RuleOf(ImmutableArray<Summary> summaries) =>
        summaries.Select(summary => summary.SuccessRule).Distinct().ToList() is [var only] ? only : null;

    private static Markup Errored(ReportSide side)
    {
        var errored = side.Trials.Values.Count(trial => trial.Outcome == Outcome.Errored);
        return errored == 0
            ? default
            : Html.Of($"<p class=\"warning\">{errored} of {side.Trials.Count} trials could not be carried out; they are in no rate.</p>");
    }

    private static Markup Cells(ImmutableArray<ReportSide> sides, ImmutableArray<Summary> summaries)
    {
        var names = summaries.SelectMany(s => s.Rows).Where(row => row.Scope == ScopeKind.Cell).Select(row => row.Name).Distinct().ToList();
        var groups = names.GroupBy(Condition.HeadingOf);
        return Html.Of(
            $"""
            <section aria-labelledby="h-axes"><h2 id="h-axes">By perturbation</h2>
            <p>Left: success. Right: success of the perturbed episodes minus that of their unperturbed twins, in percentage points, with Tango's 95 % interval.</p>
            {Html.Join(groups, group =>
                Html.Of(
                    $"<h3>{GroupName(group.Key)}</h3><div class=\"rows\">{Html.Join(group, name => CellRow(name, sides, summaries))}</div>"
                )
            )}
            </section>
            """
        );
    }

    private static Markup CellRow(string name, ImmutableArray<ReportSide> sides, ImmutableArray<Summary> summaries) =>
        Html.Of(
            $"""
        <div class="row"><span class="label">{name}{(RuleOf(summaries) is null ? $" ({RowRule(name, summaries)})" : "")}</span>
        {Html.Join(sides.Select((side, i) => summaries[i].Rows.FirstOrDefault(row => row.Scope == ScopeKind.Cell && row.Name == name) is { } row
            ? Html.Of($"<div class=\"cellrow two\"><span class=\"tag\">{side.MarkedLabel}</span>{RateBar.Of(row.Score, row.N, i % Palette)}{(row.Paired is { } paired ? RateBar.Of(paired.Counts, i % Palette) : default)}</div>")
            : default))}
        </div>
        """
        );

    private static string RowRule(string name, ImmutableArray<Summary> summaries) =>
        string.Join(
            ", ",
            summaries
                .SelectMany(summary => summary.Rows)
                .Where(row => row.Scope == ScopeKind.Cell && row.Name == name)
                .Select(row => SuccessRules.Short(row.SuccessRule))
                .Distinct()
        );

    private static string GroupName(string group) =>
        group switch
        {
            "id" => "In distribution",
            "vision" => "Vision",
            "semantic" => "Semantics",
            "execution" => "Execution",
            _ => group,
        };

    private static Markup Discordant(ImmutableArray<ReportSide> sides)
    {
        if (sides.Length < 2)
        {
            return default;
        }
        var pairs = EpisodePair.Of(sides);
        var (won, lost) = (Only(Outcome.Success), Only(Outcome.Failure));
        int Only(Outcome first) => pairs.Count(pair => pair.IsDiscordant && pair.First.Outcome == first);
        return Html.Of(
            $"""
            <section aria-labelledby="h-pairs"><h2 id="h-pairs">Same episode, other outcome</h2>
            <p>Of {pairs.Length} episodes that both carried out, only {sides[0].MarkedLabel} succeeded in {won} and only {sides[
                1
            ].MarkedLabel} in {lost}.</p>
            <div id="discordant" class="sideBySide"></div></section>
            """
        );
    }

    private static Markup Failures(ImmutableArray<ReportSide> sides)
    {
        var failed = sides.SelectMany(side => side.Finished).Where(trial => trial.Outcome == Outcome.Failure);
        ImmutableArray<FailurePhase?> phases =
        [
            .. Enum.GetValues<FailurePhase>(),
            .. failed.Select(FailurePhases.Of).Where(phase => phase is null).Take(1),
        ];
        var body = Html.Join(
            sides.SelectMany(side =>
                side.Finished.GroupBy(trial => trial.Split)
                    .OrderBy(split => split.Key)
                    .Select(split =>
                    {
                        var failures = split.Where(trial => trial.Outcome == Outcome.Failure).ToList();
                        return Html.Of(
                            $"<tr><th scope=\"row\">{side.MarkedLabel}, {(split.Key == Split.InDistribution ? "in" : "out of")} distribution</th><td>{failures.Count}/{split.Count()}</td>{Html.Join(phases, phase => Html.Of($"<td>{failures.Count(trial => FailurePhases.Of(trial) == phase)}</td>"))}</tr>"
                        );
                    })
            )
        );
        return Html.Of(
            $"""
            <section aria-labelledby="h-failures"><h2 id="h-failures">How they failed</h2>
            <p>The first thing that went wrong. Reached: the finger tips came within {100
                * FailurePhases.ReachMeters:0} cm of the object; misplaced: let go within {100
                * FailurePhases.PlaceMeters:0} cm of the receptacle's middle, but not on it.</p>
            <div class="scroll"><table><thead><tr><th scope="col">trials</th><th scope="col">failed</th>{Html.Join(phases, phase =>
                Html.Of($"<th scope=\"col\">{(phase is { } known ? FailurePhases.Words(known) : "not measured")}</th>")
            )}</tr></thead><tbody>{body}</tbody></table></div></section>
            """
        );
    }

    private static Markup Breakdowns(ImmutableArray<ReportSide> sides)
    {
        (string Title, Func<TrialRecord, string?> Of)[] factors =
        [
            ("object", trial => trial.Object),
            ("receptacle", trial => trial.Receptacle),
            ("table", trial => trial.Table),
            ("instruction", Wording),
        ];
        return Html.Of(
            $"""
            <section aria-labelledby="h-factors"><h2 id="h-factors">By what the scene holds</h2>
            <p>k/n, rate and Wilson 95 % interval.</p>
            {Html.Join(factors, factor => Html.Of($"<details><summary>Success by {factor.Title}</summary><div class=\"rows\">{Html.Join(
                sides.SelectMany(side => side.Finished).Select(factor.Of).OfType<string>().Distinct().Order(StringComparer.Ordinal),
                value => Html.Of($"<div class=\"row\"><span class=\"label\">{value}</span>{Html.Join(sides.Select((side, i) => FactorBar(side, i, trial => factor.Of(trial) == value)))}</div>"))}</div></details>"))}
            </section>
            """
        );
    }

    /// <summary>The instruction with the names taken out, so that one wording is one value.</summary>
    private static string Wording(TrialRecord trial)
    {
        string Without(string text, string? name, string place) =>
            name is null ? text : text.Replace(name.Replace('_', ' '), place, StringComparison.OrdinalIgnoreCase);
        return Without(Without(trial.Instruction, trial.Object, "…"), trial.Receptacle, "…");
    }

    private static Markup FactorBar(ReportSide side, int number, Func<TrialRecord, bool> belongs)
    {
        var trials = side.Finished.Where(belongs).ToList();
        return trials.Count == 0
            ? default
            : Html.Of(
                $"<div class=\"cellrow\"><span class=\"tag\">{side.MarkedLabel}</span>{RateBar.Of(Rate.Of(trials.Count(trial => trial.Outcome == Outcome.Success), trials.Count), trials.Count, number % Palette)}</div>"
            );
    }

    private static Markup Positions(ImmutableArray<ReportSide> sides) =>
        Html.Of(
            $"""
            <section aria-labelledby="h-where"><h2 id="h-where">By where the object started</h2>
            <p>Successes of trials in each cell of 3 cm.</p><div class="maps">{Html.Join(sides, side =>
                PositionMap.Of(side.Finished, side.MarkedLabel)
            )}</div></section>
            """
        );

    private static Markup TimeToSuccess(ImmutableArray<ReportSide> sides) =>
        Html.Of(
            $"""
        <section aria-labelledby="h-time"><h2 id="h-time">Time to success</h2>
        <div class="scroll"><table><thead><tr><th scope="col">policy</th><th scope="col">successes at any step</th><th scope="col">fastest</th><th scope="col">a quarter within</th><th scope="col">half within</th><th scope="col">three quarters within</th><th scope="col">slowest</th></tr></thead>
        <tbody>{Html.Join(sides, side =>
        {
            var period = side.Run.Record.Identity.Environment.ControlPeriodSeconds;
            var seconds = side.Finished.Where(trial => trial.FirstSuccessStep is not null).Select(trial => trial.FirstSuccessStep!.Value * period).Order().ToList();
            return Html.Of($"<tr><th scope=\"row\">{side.MarkedLabel}</th><td>{seconds.Count}</td>{Html.Join<double>([0, 0.25, 0.5, 0.75, 1], quantile => Html.Of($"<td>{Seconds(seconds, quantile)}</td>"))}</tr>");
        })}</tbody></table></div></section>
        """
        );

    private static string Seconds(List<double> ordered, double quantile) =>
        ordered.Count == 0
            ? ""
            : ordered[(int)Math.Round(quantile * (ordered.Count - 1))].ToString("0.0", CultureInfo.InvariantCulture) + " s";

    private static Markup Browser() =>
        Html.Of(
            $"""
            <section aria-labelledby="episodes"><h2 id="episodes" tabindex="-1">Episodes</h2>
            <form id="filters" class="filters">
            <label>Text <input type="search" name="text" placeholder="id, instruction, object…"></label>
            <label>Policy <select name="side"><option value="">all</option></select></label>
            <label>Perturbation <select name="axis"><option value="">all</option></select></label>
            <label>Outcome <select name="outcome"><option value="">all</option></select></label>
            <label>Phase <select name="phase"><option value="">all</option></select></label>
            </form>
            <p id="count" role="status"></p>
            <div class="scroll"><table id="trials"><thead><tr><th scope="col">film</th><th scope="col">episode</th><th scope="col">policy</th><th scope="col">outcome</th><th scope="col">instruction</th></tr></thead><tbody></tbody></table></div>
            <p class="pages"><button type="button" id="previous">Previous</button> <span id="page"></span> <button type="button" id="next">Next</button></p>
            <p id="downloads"></p>
            <dialog id="film"><form method="dialog"><button>Close</button></form><h3></h3><img alt=""></dialog>
            <noscript><p>Searching the episodes needs JavaScript; every number above does not.</p></noscript>
            </section>
            """
        );

    private static Markup Speed(ImmutableArray<ReportSide> sides) =>
        Html.Of(
            $"""
        <section aria-labelledby="h-speed"><h2 id="h-speed">Speed</h2>
        <div class="scroll"><table><thead><tr><th scope="col">policy</th><th scope="col">control steps</th><th scope="col">policy, ms a step</th><th scope="col">simulator, ms a step</th><th scope="col">episode, s</th><th scope="col">actions moved to a bound</th><th scope="col">retried</th></tr></thead>
        <tbody>{Html.Join(sides, side =>
        {
            var trials = side.Finished.ToList();
            var steps = Math.Max(1, trials.Sum(trial => trial.Steps ?? 0));
            return Html.Of($"""
                <tr><th scope="row">{side.MarkedLabel}</th><td>{trials.Sum(trial => trial.Steps ?? 0)}</td><td>{1e3 * trials.Sum(trial => trial.PolicySeconds ?? 0) / steps:0.00}</td><td>{1e3 * trials.Sum(trial => trial.SimSeconds ?? 0) / steps:0.00}</td><td>{trials.Select(trial => trial.WallSeconds ?? 0).DefaultIfEmpty().Average():0.00}</td><td>{trials.Sum(trial => trial.ClippedActions ?? 0)}</td><td>{trials.Count(trial => trial.Attempts > 1)}</td></tr>
                """);
        })}</tbody></table></div></section>
        """
        );

    private static Markup Identity(ImmutableArray<ReportSide> sides) =>
        Html.Of(
            $"""
            <section aria-labelledby="h-identity"><h2 id="h-identity">Identity and settings</h2>
            {Html.Join(sides.Select(side => side.Run).DistinctBy(run => run.Path), run =>
                Html.Of(
                    $"<details><summary>{Path.GetFileName(run.Path)}: {run.Record.Status.ToString().ToLowerInvariant()}, {run.Record.Trials.Finished} of {run.Record.Trials.Planned} trials, {run.Record.Timings.WallSeconds:0.0} s</summary><pre>{RunText.Read(run, RunFolder.RecordFile)}</pre></details>"
                )
            )}
            </section>
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
