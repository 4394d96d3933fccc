using System.CommandLine;
using BlindVla.Core;
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
    public static void Require(EpisodePlan plan, EnvironmentSpec environment)
    {
        var problems = plan.Problems(environment);
        if (!problems.IsEmpty)
        {
            var list = string.Join('\n', problems.Select(p => $"  {p}"));
            throw new CommandException(ExitCode.Usage, $"suite {plan.Suite.Name} cannot be run in {environment.Name}:\n{list}");
        }
    }

    public static Option<ulong> Seed() => Options.Number("--seed", "Seed of every draw.", "S", 0UL);
}
