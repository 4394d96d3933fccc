using System.Collections.Immutable;
using System.Globalization;
using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>What this page is about, so that whoever has only a printed copy of it knows: when, with what, by what, where.</summary>
internal static class HeaderSection
{
    private const int DigestLetters = 12;

    public static Markup Of(ReportPage page)
    {
        var runs = page.Sides.Select(side => side.Run).DistinctBy(run => run.Path).ToList();
        var suites = runs.Select(run => run.Record.Identity.Suite.Name).Distinct().ToList();
        (string Name, IEnumerable<string> Values)[] facts =
        [
            ("run", runs.Select(When)),
            ("suite", runs.Select(run => Suite(run.Record.Identity))),
            ("seeds", runs.Select(run => Seed(run.Record.Identity))),
            ("harness", runs.Select(run => Harness(run.Record.Identity))),
            ("world", runs.Select(run => World(run.Record.Identity.Environment))),
            ("machine", runs.Select(run => Machine(run.Record.Identity.Environment))),
        ];
        return Html.Of(
            $"""
            <header>
            <h1>{string.Join(", ", suites)}</h1>
            <dl class="facts">
            {Html.Join(facts, fact => Fact(fact.Name, [.. fact.Values.Where(value => value.Length > 0).Distinct()]))}
            </dl>
            <ul class="policies">
            {Html.Join(page.Sides, Policy)}
            </ul>
            </header>
            """
        );
    }

    private static Markup Fact(string name, ImmutableArray<string> values) =>
        values.IsEmpty ? default : Html.Of($"<div><dt>{name}</dt><dd>{string.Join("; ", values)}</dd></div>\n");

    private static string When(RecordedRun run)
    {
        var (started, ended) = (Day(run.Record.Timings.StartedAt), Day(run.Record.Timings.UpdatedAt));
        var names = string.Join(", ", run.Parts.Select(part => Path.GetFileName(part.Path)));
        return $"{names}, {(started == ended ? started : $"{started} to {ended}")}, {RunStatuses.Words(run.Record)}";
    }

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Suite(RunIdentity run)
    {
        if (run.Imported is { } imported)
        {
            return $"{run.Suite.Name}, imported from {imported.Harness}";
        }
        var only = run.Only is { } pattern ? $", only {pattern}" : "";
        return $"{run.Suite.Name} version {run.Suite.Version}, {run.Episodes ?? $"{run.EpisodesPerCell}"} episodes of each cell{only}";
    }

    private static string Seed(RunIdentity run) =>
        run.Seed is { } known ? $"seed {known.ToString(CultureInfo.InvariantCulture)} of the episodes" : "no seed of the episodes known";

    private static string Harness(RunIdentity run) =>
        Joined(
            "version " + run.Harness.Version,
            run.Harness.GitRevision is { Length: > 7 } revision ? revision[..7] : run.Harness.GitRevision
        );

    private static string World(EnvironmentIdentity world) => Joined($"{world.Name} {world.Version}".Trim(), world.PhysicsVersion);

    private static string Machine(EnvironmentIdentity world) => Joined(world.Renderer, world.Processor);

    private static string Joined(params IEnumerable<string?> parts) => string.Join(", ", parts.Where(part => !string.IsNullOrEmpty(part)));

    private static Markup Policy(ReportSide side)
    {
        var policy = side.Policy;
        var digest = policy.Checkpoint.Length > DigestLetters ? policy.Checkpoint[..DigestLetters] : policy.Checkpoint;
        var recipe = Recipe.Of([policy.Name]) is [{ Policies: [{ Seed: { } seed }] } trained]
            ? $"recipe {trained.Name}, training seed {seed}"
            : null;
        var words = Joined(
            policy.Kind,
            digest.Length > 0 ? $"checkpoint {digest}" : null,
            recipe,
            policy.Settings,
            policy.ChunkLength > 1 ? $"chunks of {policy.ChunkLength}" : null
        );
        return Html.Of($"<li>{SideStyle.Key(side.Number)} <strong>{side.MarkedLabel}</strong> <small>{words}</small></li>\n");
    }
}
