using System.Collections.Immutable;
using System.CommandLine;
using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Files;
using BlindVla.Scenarios;

namespace BlindVla.Cli;

/// <summary>The suite argument and the suite library that several commands share.</summary>
internal static class Suites
{
    public static SuiteLibrary Library(Installation installation) =>
        new(Path.Combine(installation.Scenarios, "suites"), Catalogue.Load(Path.Combine(installation.Scenarios, "catalogue")));

    /// <summary>The suite of a recorded run: the copy that the run keeps, or in a run of an earlier version the one of this name.</summary>
    /// <param name="path">A suite file to use instead; null for none.</param>
    /// <exception cref="CommandException">It is not what the run used.</exception>
    /// <exception cref="InputException">It cannot be read.</exception>
    /// <exception cref="RunException">The run was imported.</exception>
    public static Suite Of(Installation installation, RecordedRun run, string? path = null)
    {
        run.RequireOwn("nothing of it can be run again here");
        var used = run.Record.Identity.Suite;
        var suite = Load(installation, run, path);
        if (suite.Sha256 == used.Sha256)
            return suite;
        var catalogue =
            used.CatalogueSha256 is { } then && then != suite.CatalogueSha256
                ? $"; the catalogue in {installation.Scenarios} was changed since (sha256 {then} then, {suite.CatalogueSha256} now)"
                : "";
        throw new CommandException(
            ExitCode.Usage,
            $"{path ?? run.SuiteCopy ?? $"suite {suite.Name}"} is not the suite that {run.Path} used: sha256 expected "
                + $"{used.Sha256}, found {suite.Sha256}{catalogue}"
        );
    }

    /// <summary>The episode of a recorded trial.</summary>
    /// <param name="path">A suite file to use instead of the run's; null for none.</param>
    /// <exception cref="CommandException">The suite is not what the run used, or does not have it.</exception>
    /// <exception cref="InputException">The suite cannot be read.</exception>
    /// <exception cref="RunException">The run was imported.</exception>
    public static EpisodeSpec EpisodeOf(Installation installation, RecordedRun run, TrialRecord trial, string? path = null) =>
        Plan(Of(installation, run, path), run.Record.Identity).Episodes.FirstOrDefault(planned => planned.Id == trial.EpisodeId)
        ?? throw new CommandException(ExitCode.Usage, $"{run.Path} has a trial of {trial.EpisodeId}, which its suite does not have");

    private static Suite Load(Installation installation, RecordedRun run, string? path)
    {
        try
        {
            return Library(installation).Load(path ?? run.SuiteCopy ?? run.Record.Identity.Suite.Name);
        }
        catch (InputException e) when (path is null && run.SuiteCopy is { } copy)
        {
            throw new CommandException(
                ExitCode.Usage,
                $"{copy} cannot be read as the suite that {run.Path} used (sha256 {run.Record.Identity.Suite.Sha256}); "
                    + $"it was changed since, or the catalogue in {installation.Scenarios} was:\n{e.Message}"
            );
        }
    }

    /// <summary>Whether what a run used is this checkout's suite of that name.</summary>
    public static bool IsShipped(Installation installation, SuiteIdentity used)
    {
        try
        {
            var library = Library(installation);
            return library.Names.Contains(used.Name) && library.Load(used.Name).Sha256 == used.Sha256;
        }
        catch (InputException)
        {
            // Scenarios that cannot be read are not what was run.
            return false;
        }
    }

    /// <summary>The episodes of a run, of all its shards.</summary>
    public static EpisodePlan Plan(Suite suite, RunIdentity run) => suite.Plan(SeedOf(run), Counts(run)).Only(run.Only);

    /// <summary>The episodes that a gate is about.</summary>
    /// <exception cref="InputException">There are none.</exception>
    public static EpisodePlan Plan(Suite suite, GateRules rules, ulong seed, int episodesPerCell) =>
        suite.Plan(seed, episodesPerCell).Only(rules.Only);

    /// <summary>The seed of a run that was made here; another has no suite, and does not come this far.</summary>
    public static ulong SeedOf(RunIdentity run) => run.Seed ?? throw new ArgumentException("an imported run has no plan", nameof(run));

    /// <summary>How many episodes each cell of a run has.</summary>
    public static EpisodeCounts Counts(RunIdentity run) =>
        run.Episodes is { } counts ? EpisodeCounts.Parse(counts) : EpisodeCounts.Uniform(run.EpisodesPerCell);

    public static Argument<string> Argument() =>
        new("SUITE") { Description = "A suite's name (see suite list) or the path of a suite file." };

    /// <exception cref="CommandException">The environment lacks what the episodes need.</exception>
    public static void Require(EpisodePlan plan, EnvironmentSpec environment) => Refuse(plan, environment, plan.Problems(environment));

    /// <param name="hasOperator">A person lays what the environment cannot, and judges.</param>
    /// <exception cref="CommandException">The environment lacks what the episodes, the policies or a film need.</exception>
    public static void Require(
        EpisodePlan plan,
        EnvironmentSpec environment,
        IEnumerable<NamedPolicy> policies,
        IEnumerable<CameraRequest> film,
        bool hasOperator = false
    ) =>
        Refuse(
            plan,
            environment,
            plan.Problems(environment, byHand: hasOperator)
                .AddRange(Evaluator.Misfits(environment, policies, film, isJudged: hasOperator))
                .AddRange(WithoutChunks(plan, policies))
        );

    private static IEnumerable<string> WithoutChunks(EpisodePlan plan, IEnumerable<NamedPolicy> policies) =>
        policies
            .Where(named => plan.Suite.Late == LateRule.ContinueChunk && named.Policy.Spec.ChunkLength < 2)
            .Select(named =>
                $"late: {named.Name} gives one action at a time, of which nothing can be gone on with; 'wait' and 'hold' can be kept"
            );

    private static void Refuse(EpisodePlan plan, EnvironmentSpec environment, ImmutableArray<string> problems)
    {
        if (!problems.IsEmpty)
        {
            var list = string.Join('\n', problems.Select(p => $"  {p}"));
            throw new CommandException(ExitCode.Usage, $"suite {plan.Suite.Name} cannot be run in {environment.Name}:\n{list}");
        }
    }

    /// <param name="otherwise">What is meant where it is left out; empty for all.</param>
    public static Option<string?> Only(string otherwise = "", string of = "") =>
        new("--only")
        {
            Description = $"{of}Only the episodes whose id matches; * is any characters, ? is one.{otherwise}",
            HelpName = "GLOB",
        };

    public static Option<ulong> Seed() => Options.Number("--seed", "Seed of every draw.", "S", 0UL);
}
