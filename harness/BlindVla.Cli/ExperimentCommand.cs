using System.CommandLine;
using System.Diagnostics;
using BlindVla.Reports;
using BlindVla.Training;

namespace BlindVla.Cli;

/// <summary><c>blindvla experiment</c>: commands that need each other, run until all are done.</summary>
internal static class ExperimentCommand
{
    /// <param name="problemsOf">What is wrong with other words for this program.</param>
    public static Command Create(Installation installation, Func<string[], IReadOnlyList<string>> problemsOf)
    {
        var name = new Argument<string>("experiment")
        {
            Description = "An experiment of policies/experiments by its name, or a file.",
            HelpName = "EXPERIMENT",
        };
        var folder = new Option<string>("--out")
        {
            Description = "Folder of the experiment: begun, or gone on with.",
            Required = true,
            HelpName = "FOLDER",
        };
        var jobs = Options.Number(
            "--jobs",
            "Stages at a time; by default one per core.",
            "N",
            Environment.ProcessorCount,
            least: 1,
            most: 256
        );
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what would be run, what is done, and what it takes." };
        var command = new Command("experiment", "Run the stages of an experiment, each when what it needs is done; again, it goes on.")
        {
            name,
            folder,
            jobs,
            dryRun,
        }.WithExamples("./blindvla experiment paper-small --out runs/paper-small --dry-run");
        command.SetAction(
            async (parse, cancellationToken) =>
            {
                if (File.Exists(parse.GetValue(folder)))
                {
                    throw new CommandException(ExitCode.Usage, $"--out {parse.GetValue(folder)}: expected a folder, found a file");
                }
                var experiment = ExperimentFile.Load(ShippedFile.Find(installation.Experiments, "experiment", parse.GetValue(name)!));
                var run = new ExperimentRun(
                    experiment,
                    installation,
                    Path.GetFullPath(parse.GetValue(folder)!),
                    (words, log, token) => Start(installation.Program, words, log, token),
                    parse.InvocationConfiguration.Output,
                    TimeProvider.System
                );
                if (run.IsForeign)
                {
                    throw new CommandException(
                        ExitCode.Usage,
                        $"--out {parse.GetValue(folder)} holds something else than stages of {experiment.Name}; give the experiment a "
                            + "folder of its own"
                    );
                }
                RequireCommands(run, problemsOf);
                if (parse.GetValue(dryRun))
                {
                    parse.InvocationConfiguration.Output.WriteLine(Table(run).ToPlain(Invocation.Of(parse).Width));
                    return;
                }
                var failed = await run.Run(parse.GetValue(jobs), cancellationToken);
                if (failed.Count > 0)
                {
                    throw new CommandException(
                        ExitCode.Infrastructure,
                        $"failed: {string.Join(", ", failed)}; the same command goes on when what is wrong is mended"
                    );
                }
            }
        );
        return command;
    }

    /// <summary>Every stage's command is read before the first is run.</summary>
    private static void RequireCommands(ExperimentRun run, Func<string[], IReadOnlyList<string>> problemsOf)
    {
        string[] problems =
        [
            .. run.States().SelectMany(state => Problems(state, problemsOf).Select(problem => $"stage {state.Stage.Name}: {problem}")),
        ];
        if (problems.Length > 0)
        {
            throw new CommandException(ExitCode.Usage, string.Join('\n', problems));
        }
    }

    private static IEnumerable<string> Problems(StageState state, Func<string[], IReadOnlyList<string>> problemsOf) =>
        state.Words[0] == "experiment"
            ? ["an experiment in an experiment could go on for ever; put its stages here"]
            : problemsOf([.. state.Words]);

    private static TextTable Table(ExperimentRun run) =>
        new(
            [new("stage"), new("state"), new("needs"), new("hours", true), new("MB", true), new("command")],
            [
                .. run.States()
                    .Select(state =>
                        (IReadOnlyList<string>)
                            [
                                state.Stage.Name,
                                Words(state.Progress),
                                string.Join(' ', state.Stage.Needs),
                                (state.Seconds / 3600 ?? state.Stage.Hours) is { } hours ? $"{hours:0.00}" : "?",
                                state.Stage.Megabytes is { } size ? $"{size:0}" : "?",
                                state.Command,
                            ]
                    ),
            ]
        );

    private static string Words(StageProgress progress) =>
        progress switch
        {
            StageProgress.Begun => "begun",
            StageProgress.Outdated => "outdated",
            StageProgress.FilesGone => "files gone",
            StageProgress.Done => "done",
            _ => "to do",
        };

    /// <summary>The same program, in a process of its own.</summary>
    private static async Task<int> Start(string program, IReadOnlyList<string> words, string log, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", [program, .. words])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        await using var file = new StreamWriter(log, append: true) { AutoFlush = true };
        // Its input stays open as long as this process lives.
        start.Environment[Interruption.EndsWithParent] = "1";
        using var process = Process.Start(start)!;
        var copied = Task.WhenAll(Copy(process.StandardOutput, file), Copy(process.StandardError, file));
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Told, and not killed: it saves what it has, or ends itself where that takes too long.
            ProgramOutput.Of("kill", "-TERM", $"{process.Id}");
            await process.WaitForExitAsync(CancellationToken.None);
        }
        await copied;
        return process.ExitCode;
    }

    private static async Task Copy(StreamReader from, StreamWriter to)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            lock (to)
            {
                to.WriteLine(line);
            }
        }
    }
}
