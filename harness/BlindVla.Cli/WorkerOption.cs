using System.CommandLine;

namespace BlindVla.Cli;

/// <summary>The option that says how many episodes of a run go on at a time.</summary>
internal sealed class WorkerOption
{
    private readonly Option<int?> _workers = Options.NumberOrNone<int>(
        "--workers",
        "Episodes at a time. Default: two per core, doubled while the run goes on as long as that is measured to be faster; with --bridge "
            + "one per core.",
        "W"
    );

    public Option Option => _workers;

    /// <summary>As typed; null where nobody did.</summary>
    public int? Given(ParseResult parse) => parse.GetValue(_workers);

    /// <exception cref="CommandException">It is no number of workers: said here, beside whatever else is wrong.</exception>
    /// <param name="world">Somebody else's server may have few sessions, and serve others, too.</param>
    public WorkerRange Of(ParseResult parse, WorldOptions world) =>
        Given(parse) is < 1 and var few ? throw new CommandException(ExitCode.Usage, $"--workers: expected at least 1, found {few}")
        : Given(parse) is > Options.MaxWorkers and var many
            ? throw new CommandException(ExitCode.Usage, $"--workers: expected at most {Options.MaxWorkers}, found {many}")
        : Given(parse) is { } given ? WorkerRange.Exactly(given)
        : world.IsSomebodyElses(parse) ? WorkerRange.Exactly(Environment.ProcessorCount)
        : WorkerRange.Measured;
}
