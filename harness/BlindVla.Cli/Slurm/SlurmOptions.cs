using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using BlindVla.Cluster;

namespace BlindVla.Cli;

/// <summary>The options that hand a run to a cluster.</summary>
/// <param name="tasks">What their number is, for a sentence.</param>
internal sealed partial class SlurmOptions(string tasks)
{
    public const int DefaultTasks = 4;

    private readonly Option<bool> _slurm = new("--slurm")
    {
        Description =
            "Hand the run to Slurm: an array of tasks, each with its own servers and policies, followed here, tasks that were lost or "
            + "stopped submitted again, and put together at the end. With --resume an array that is there is gone on with.",
    };

    private readonly Option<int?> _tasks = Options.NumberOrNone<int>(
        "--tasks",
        $"With --slurm: {tasks}; {DefaultTasks} where it is left out.",
        "N",
        least: 1,
        most: 10_000
    );

    private readonly Option<string?> _sbatch = new("--sbatch")
    {
        Description = "With --slurm: options of sbatch for each task, e.g. '--partition=gpu --time=2:00:00 --mem=8G'.",
        HelpName = "OPTIONS",
    };

    private readonly Option<bool> _scriptOnly = new("--slurm-script-only")
    {
        Description = "Print the job script that --slurm would submit, and do nothing.",
    };

    public IEnumerable<Option> All => [_slurm, _tasks, _sbatch, _scriptOnly];

    public void AddTo(Command command)
    {
        foreach (var option in All)
            command.Add(option);
    }

    /// <summary>As typed; null where nobody did.</summary>
    public int? Tasks(ParseResult parse) => parse.GetValue(_tasks);

    public bool IsAsked(ParseResult parse) => parse.GetValue(_slurm) || parse.GetValue(_scriptOnly);

    public bool IsScriptOnly(ParseResult parse) => parse.GetValue(_scriptOnly);

    /// <summary>What does not go with an array, or only with one.</summary>
    /// <param name="apart">Options that each task is given its own value of, or that mean nothing on a cluster.</param>
    public IEnumerable<string> Problems(ParseResult parse, IEnumerable<string> apart)
    {
        if (!IsAsked(parse))
        {
            return Given(parse, [_tasks, _sbatch]).Select(option => $"{option}: only with --slurm");
        }
        var ofTasks = Given(parse, parse.CommandResult.Command.Options)
            .Intersect(apart)
            .Select(option => $"{option}: not with --slurm: each task has its own part of the episodes, and its own servers");
        return ofTasks.Concat(parse.GetValue(_sbatch) is { } options ? Problems(options) : []);
    }

    private static IEnumerable<string> Problems(string sbatch)
    {
        if (sbatch.Any(char.IsControl))
            yield return "--sbatch: expected one line";
        else if (!sbatch.StartsWith('-'))
            yield return $"--sbatch: expected options of sbatch such as --time=1:00:00, found '{sbatch}'";
        foreach (var word in sbatch.Split(' '))
        {
            if (OfTheFollower().IsMatch(word))
                yield return $"--sbatch: not {word}: by the array and its logs the tasks are followed";
        }
    }

    /// <summary>The script of the tasks.</summary>
    /// <param name="name">Of the suite or gate.</param>
    /// <param name="parts">Of the run.</param>
    /// <param name="notPassedOn">Options that tasks are not given as they were typed.</param>
    /// <param name="processors">Of each task; null where nobody said.</param>
    public JobScript Script(
        ParseResult parse,
        Installation installation,
        string name,
        ArrayFolder folder,
        int parts,
        int? processors,
        IEnumerable<Option> notPassedOn
    )
    {
        var words = Words(parse, notPassedOn.Concat(All).ToHashSet());
        return new(
            $"blindvla-{name}",
            parts,
            // A checkout's launcher would look on every node whether something is to be built.
            installation.IsPack
                ? [installation.Launcher]
                : [Host, installation.Program],
            words,
            Environment.CurrentDirectory,
            folder,
            processors,
            words.Any(word => OnAGpu().IsMatch(word)),
            parse.GetValue(_sbatch)
        );
    }

    /// <summary>What starts .NET programs, as it started this one.</summary>
    private static string Host => Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : "dotnet";

    /// <summary>The command as it was typed, without some options.</summary>
    private static ImmutableArray<string> Words(ParseResult parse, HashSet<Option> without) =>
        [
            parse.CommandResult.Command.Name,
            .. parse.CommandResult.Command.Arguments.SelectMany(argument => parse.GetResult(argument)!.Tokens).Select(token => token.Value),
            .. parse
                .CommandResult.Command.Options.Except(without)
                .Select(parse.GetResult)
                .OfType<OptionResult>()
                .Where(result => !result.Implicit)
                .SelectMany(Words),
        ];

    private static IEnumerable<string> Words(OptionResult result) =>
        result.Tokens.Count == 0 ? [result.Option.Name] : result.Tokens.SelectMany(token => new[] { result.Option.Name, token.Value });

    private static IEnumerable<string> Given(ParseResult parse, IEnumerable<Option> options) =>
        options.Where(option => parse.GetResult(option) is { Implicit: false }).Select(option => option.Name);

    [GeneratedRegex(@"^(--(array|output|error|wrap)(=|$)|-[aoe])")]
    private static partial Regex OfTheFollower();

    [GeneratedRegex(@"[?&]device=cuda")]
    private static partial Regex OnAGpu();
}
