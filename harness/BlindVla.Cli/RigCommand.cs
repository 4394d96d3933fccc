using System.CommandLine;
using System.Diagnostics;
using BlindVla.Control;
using BlindVla.Core;

namespace BlindVla.Cli;

/// <summary><c>blindvla rig</c>: real arms at their desks, and the emulated one.</summary>
internal static class RigCommand
{
    public static Command Create(Installation installation) =>
        new Command("rig", "Real arms at their desks, as those who move them must know them. " + RunPlan.NotSafetyRated)
        {
            List(installation),
            Show(installation),
            Check(installation),
            Jog(installation),
        }.WithExamples("./blindvla rig check emulated");

    private static Command List(Installation installation)
    {
        var command = new Command("list", "The rigs there are.").WithExamples("./blindvla rig list");
        command.SetAction(parse =>
        {
            var (library, output) = (Rigs.Library(installation), Invocation.Of(parse).Results);
            var width = library.Names.Max(name => name.Length);
            foreach (var name in library.Names)
                output.WriteLine($"{name.PadRight(width)}  {library.Load(name).Description}");
            return ExitCode.Success;
        });
        return command;
    }

    private static Command Show(Installation installation)
    {
        var rig = Rigs.Argument();
        var command = new Command(
            "show",
            "A rig as the programs get it: the JSON of blindvla.rig.v1.Rig, in radians, metres, seconds and ticks."
        )
        {
            rig,
        }.WithExamples("./blindvla rig show widowx-250s > rig.json");
        command.SetAction(parse =>
        {
            Invocation.Of(parse).Results.WriteLine(Rigs.Library(installation).Load(parse.GetValue(rig)!).ToJson());
            return ExitCode.Success;
        });
        return command;
    }

    private static Command Check(Installation installation)
    {
        var name = Rigs.Argument();
        var pictures = new Option<string?>("--pictures")
        {
            Description =
                "Leave here what each camera shows a policy (CAMERA.png), how the suite's first scene should look to it, with the arm at "
                + "its rest and its fingers open (CAMERA-expected.png), and one laid over the other (CAMERA-overlay.png).",
            HelpName = "DIR",
        };
        var suiteName = new Option<string>("--suite")
        {
            Description = "With --pictures: whose scene is expected.",
            DefaultValueFactory = _ => "put-on-plate",
            HelpName = "SUITE",
        };
        var command = new Command(
            "check",
            "Look at every servo and through every camera of a rig, and say what an action of it is and what speaks against moving it. "
                + "Moves nothing. Exit code 0 nothing, 1 something does, 2 the rig's file is wrong, 4 its port cannot be used."
        )
        {
            name,
            pictures,
            suiteName,
        }.WithExamples(
            "./blindvla rig check widowx-250s",
            "./blindvla rig check emulated    # without an arm",
            "./blindvla rig check my/arm.yaml --pictures seen"
        );
        command.SetAction(
            async (parse, cancellationToken) =>
            {
                var rig = Rigs.Library(installation).Load(parse.GetValue(name)!);
                var console = Invocation.Of(parse);
                using var log = new RunLog(TimeProvider.System, echo: null);
                if (parse.GetValue(pictures) is not { } folder)
                {
                    if (parse.GetResult(suiteName) is { Implicit: false })
                        throw new CommandException(ExitCode.Usage, "--suite: say with --pictures where the pictures go");
                    await using var program = await RigProgram.OpenAsync(rig, installation, log, cancellationToken);
                    return await RunAsync(installation.WidowXCheck, ["--rig", program.File], console, cancellationToken);
                }
                var episode = Suites.Library(installation).Load(parse.GetValue(suiteName)!).Plan(seed: 0, 1).Episodes[0];
                return await LookAsync(rig, episode, folder, installation, console, log, cancellationToken);
            }
        );
        return command;
    }

    /// <summary>The check, and what its cameras see.</summary>
    private static async Task<int> LookAsync(
        ArmRig rig,
        EpisodeSpec episode,
        string folder,
        Installation installation,
        CommandConsole console,
        RunLog log,
        CancellationToken cancellationToken
    )
    {
        var seen = new RigPictures(rig, episode, folder);
        try
        {
            seen.Clear();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Usage, $"--pictures: {e.Message}");
        }
        await using var program = await RigProgram.OpenAsync(rig, installation, log, cancellationToken);
        if (program.Emulator is { } emulator)
            await emulator.LayAsync(episode.Scene, cancellationToken);
        string[] arguments = ["--rig", program.File, "--pictures", folder];
        var code = await RunAsync(installation.WidowXCheck, arguments, console, cancellationToken);
        await using var simulator = WorldOptions.Simulator(installation, log);
        try
        {
            await seen.LayOverAsync(simulator, console.Results.WriteLine, cancellationToken);
        }
        catch (EnvironmentException e)
        {
            console.Progress.WriteLine($"how {episode.Id} should look is not drawn: {e.Message}");
        }
        return code;
    }

    private static Command Jog(Installation installation)
    {
        var name = Rigs.Argument();
        var joint = new Argument<string>("JOINT") { Description = "A joint of it, e.g. elbow." };
        var command = new Command(
            "jog",
            "Move one joint slowly for as long as + or - is held; q ends it, and the arm goes to rest. The arm's rules hold as they do "
                + "under a policy, and space is the emergency stop. Exit code 0 at rest, 2 bad input, 4 the arm cannot be moved, or was "
                + "stopped and is held. "
                + RunPlan.NotSafetyRated
        )
        {
            name,
            joint,
        }.WithExamples("./blindvla rig jog widowx-250s wrist_rotate", "./blindvla rig jog emulated waist    # without an arm");
        command.SetAction(
            async (parse, cancellationToken) =>
            {
                var rig = Rigs.Library(installation).Load(parse.GetValue(name)!);
                var wanted = parse.GetValue(joint)!;
                if (!rig.Joints.Contains(wanted))
                    throw new CommandException(
                        ExitCode.Usage,
                        $"JOINT: there is no joint '{wanted}'; {NearestNames.Suggest(wanted, rig.Joints)}"
                    );
                using var log = new RunLog(TimeProvider.System, echo: null);
                await using var program = await RigProgram.OpenAsync(rig, installation, log, cancellationToken);
                Require(installation.WidowXJog);
                string[] arguments = ["--rig", program.File, "--assets", installation.Assets, "--joint", wanted];
                // It has the terminal, and Ctrl+C reaches it, too: then the arm goes to rest, which is waited for.
                using var process = Process.Start(new ProcessStartInfo(installation.WidowXJog, arguments))!;
                // What ends this process alone must not leave a program behind that moves an arm by what is typed next.
                await using var told = cancellationToken.Register(() => ProgramOutput.Of("kill", "-TERM", $"{process.Id}"));
                await process.WaitForExitAsync(CancellationToken.None);
                return process.ExitCode switch
                {
                    0 => ExitCode.Success,
                    2 => ExitCode.Usage,
                    _ => ExitCode.Infrastructure,
                };
            }
        );
        return command;
    }

    private static void Require(string program)
    {
        if (!File.Exists(program))
            throw new CommandException(ExitCode.Infrastructure, $"There is no {program}. {RigProgram.WhenMissing}");
    }

    /// <summary>What a program says goes where this one's would.</summary>
    /// <returns>Its exit code, which means what ours would.</returns>
    private static async Task<int> RunAsync(
        string program,
        IEnumerable<string> arguments,
        CommandConsole console,
        CancellationToken cancellationToken
    )
    {
        Require(program);
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        try
        {
            await Task.WhenAll(CopyAsync(process.StandardOutput, console.Results), CopyAsync(process.StandardError, console.Progress));
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
        return process.ExitCode;

        async Task CopyAsync(StreamReader from, ConsoleWriter to)
        {
            while (await from.ReadLineAsync(cancellationToken) is { } line)
                to.WriteLine(VisibleText.Line(line, 500));
        }
    }
}
