using System.CommandLine;
using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Files;

namespace BlindVla.Cli;

/// <summary>The commands, and what becomes of their errors.</summary>
internal static class CommandLine
{
    /// <summary>Ctrl+C lets running trials stop and the ledger be flushed; a second one or this long a wait ends the process.</summary>
    private static readonly TimeSpan PatienceAfterCtrlC = TimeSpan.FromSeconds(20);

    /// <returns>The exit code; see <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        try
        {
            var parse = Root(Installation.Find()).Parse(args);
            if (parse.Errors.Count > 0)
            {
                foreach (var problem in parse.Errors)
                    await error.WriteLineAsync($"blindvla: {problem.Message}");
                await error.WriteLineAsync($"See blindvla {string.Join(' ', args.TakeWhile(a => !a.StartsWith('-')).Take(1).Append("--help"))}.");
                return ExitCode.Usage;
            }
            return await parse.InvokeAsync(new()
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = PatienceAfterCtrlC,
            });
        }
        catch (Exception e) when (Explain(e) is { } code)
        {
            await error.WriteLineAsync($"blindvla: {e.Message}");
            return code;
        }
    }

    private static RootCommand Root(Installation installation)
    {
        var root = new RootCommand("Closed-loop evaluation of vision-language-action policies, in distribution and out of it.")
        {
            DemoCommand.Create(installation),
            EvalCommand.Create(installation),
            CompareCommand.Create(),
            GateCommand.Create(installation),
            ReportCommand.Create(installation),
            MergeCommand.Create(),
            ReplayCommand.Create(installation),
            SuiteCommand.Create(installation),
            ActCommand.Create(),
            PolicyCommand.Create(),
            ProbeSetCommand.Create(installation),
            DoctorCommand.Create(installation),
        }.WithExamples("./blindvla demo", "./blindvla eval put-on-plate --policy planner --episodes 20", "./blindvla doctor");
        HelpExamples.Enable(root);
        return root;
    }

    /// <summary>The exit code of an error that is for the person who typed the command; null for a defect, which must show its stack.</summary>
    private static int? Explain(Exception e) => e switch
    {
        CommandException command => command.ExitCode,
        InputException => ExitCode.Usage,
        RunException { Fault: RunFault.Refused } => ExitCode.Usage,
        RunException => ExitCode.Infrastructure,
        PolicyException => ExitCode.Infrastructure,
        EnvironmentException => ExitCode.Infrastructure,
        OperationCanceledException => ExitCode.Interrupted,
        _ => null,
    };
}
