using System.CommandLine;
using System.CommandLine.Invocation;
using BlindVla.Core;
using BlindVla.DataSets;
using BlindVla.Evaluation;
using BlindVla.Files;
using BlindVla.Policies;
using BlindVla.Probes;
using BlindVla.Training;

namespace BlindVla.Cli;

/// <summary>The commands, and what becomes of their errors.</summary>
internal static class CommandLine
{
    /// <param name="listen">Where a command can be interrupted: who listens to Ctrl+C, given the stream to acknowledge it on; null for
    /// nobody.</param>
    /// <param name="policies">Which policies can be named; null for those of this program.</param>
    /// <param name="answers">Who is asked; null for whoever sits at the console.</param>
    /// <returns>The exit code; see <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(
        string[] args,
        TextWriter output,
        TextWriter error,
        Func<TextWriter, Interruption>? listen = null,
        PolicyGrammar? policies = null,
        IAnswers? answers = null
    )
    {
        var results = output as ConsoleWriter ?? new ConsoleWriter(output, required: true);
        var progress = error as ConsoleWriter ?? new ConsoleWriter(error, required: false);
        try
        {
            if (args.Contains(""))
            {
                throw new CommandException(ExitCode.Usage, "an argument is empty: a variable of a script that is not set?");
            }
            var root = Root(Installation.Find(), policies ?? PolicyGrammar.Shipped);
            var parse = root.Parse(args);
            // What a Tab key asks about is not finished yet.
            var problems = root.Directives.Any(directive => parse.GetResult(directive) is not null) ? [] : ParseProblems.Of(parse);
            if (problems.Count > 0)
                throw new CommandException(
                    ExitCode.Usage,
                    string.Join('\n', [.. problems, $"See {CommandHelp.PathOf(parse.CommandResult.Command)} --help."])
                );
            // Whoever does not look at the token is ended by the signal itself.
            using var interruption =
                parse.Action is AsynchronousCommandLineAction && listen is not null
                    ? listen(progress)
                    : new(progress, TimeProvider.System, exit: () => { });
            return await parse.InvokeAsync(
                new Invocation(new(results, progress, interruption, answers ?? ConsoleAnswers.OfProcess())),
                interruption.Abandon
            );
        }
        catch (Exception e) when (Explain(e) is { } code)
        {
            progress.WriteLine(e is OperationCanceledException ? "blindvla: stopped" : $"blindvla: {e.Message}");
            return code;
        }
    }

    internal static RootCommand Root(Installation installation, PolicyGrammar policies)
    {
        var root = new RootCommand("Closed-loop evaluation of vision-language-action policies, in distribution and out of it.")
        {
            DemoCommand.Create(installation, policies),
            EvalCommand.Create(installation, policies),
            ControlCommand.Create(installation, policies),
            RigCommand.Create(installation),
            CompareCommand.Create(),
            AgreeCommand.Create(),
            GateCommand.Create(installation, policies),
            ReportCommand.Create(installation),
            WatchCommand.Create(installation),
            TableCommand.Create(installation),
            MergeCommand.Create(installation),
            ImportCommand.Create(),
            ExportCommand.Create(installation),
            ReplayCommand.Create(installation),
            FilmCommand.Create(installation),
            SuiteCommand.Create(installation),
            CollectCommand.Create(installation, policies),
            ActCommand.Create(),
            PolicyCommand.Create(installation, policies),
            ServeCommand.Create(policies),
            TrainCommand.Create(installation),
            ProbeCommand.Create(),
            ExperimentCommand.Create(installation, words => ParseProblems.Of(Root(installation, policies).Parse(words))),
            ProbeSetCommand.Create(installation),
            BridgeCommand.Create(),
            PackCommand.Create(installation),
            DoctorCommand.Create(installation, policies),
            CompletionCommand.Create(),
            ReferenceCommand.Create(installation),
        }.WithExamples("./blindvla demo", "./blindvla eval put-on-plate --policy planner --episodes 20", "./blindvla doctor");
        CommandHelp.Enable(root);
        ShippedNames.Offer(root, installation, policies);
        return root;
    }

    /// <summary>The exit code of an error that is for the person who typed the command; null for a defect, which must show its
    /// stack.</summary>
    private static int? Explain(Exception e) =>
        e switch
        {
            CommandException command => command.ExitCode,
            InputException or LocatorException => ExitCode.Usage,
            RunException { Fault: RunFault.Refused } => ExitCode.Usage,
            RunException => ExitCode.Infrastructure,
            PolicyException => ExitCode.Infrastructure,
            EnvironmentException => ExitCode.Infrastructure,
            DataSetException { InnerException: IOException or UnauthorizedAccessException } => ExitCode.Infrastructure,
            DataSetException or TrainingException or ProbeException => ExitCode.Usage,
            OperationCanceledException => ExitCode.Interrupted,
            _ => null,
        };
}
