using System.Collections.Immutable;
using System.CommandLine;
using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Scenarios;

namespace BlindVla.Cli;

/// <summary>The suite argument and the suite library that several commands share.</summary>
internal static class Suites
{
    public static SuiteLibrary Library(Installation installation) => new(
        Path.Combine(installation.Scenarios, "suites"),
        Catalogue.Load(Path.Combine(installation.Scenarios, "catalogue")));

    public static Argument<string> Argument() => new("SUITE") { Description = "A suite's name (see suite list) or the path of a suite file." };

    /// <exception cref="CommandException">The environment lacks what the episodes need.</exception>
    public static void Require(EpisodePlan plan, EnvironmentSpec environment) => Refuse(plan, environment, plan.Problems(environment));

    /// <exception cref="CommandException">The environment lacks what the episodes, the policies or a film need.</exception>
    public static void Require(EpisodePlan plan, EnvironmentSpec environment, IEnumerable<NamedPolicy> policies, IEnumerable<CameraRequest> film) =>
        Refuse(plan, environment, plan.Problems(environment).AddRange(Evaluator.Misfits(environment, policies, film)));

    private static void Refuse(EpisodePlan plan, EnvironmentSpec environment, ImmutableArray<string> problems)
    {
        if (!problems.IsEmpty)
        {
            var list = string.Join('\n', problems.Select(p => $"  {p}"));
            throw new CommandException(ExitCode.Usage, $"suite {plan.Suite.Name} cannot be run in {environment.Name}:\n{list}");
        }
    }

    public static Option<ulong> Seed() => Options.Number("--seed", "Seed of every draw.", "S", 0UL);
}
