using System.CommandLine;
using System.Diagnostics;
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
        var command = new Command(
            "check",
            "Look at every servo of a rig, and say what speaks against moving it. Moves nothing. "
                + "Exit code 0 nothing, 1 something does, 2 the rig's file is wrong, 4 its port cannot be used."
        )
        {
            name,
        }.WithExamples(
            "./blindvla rig check widowx-250s",
            "./blindvla rig check emulated    # without an arm",
            "./blindvla rig check my/arm.yaml"
        );
        command.SetAction(
            async (parse, cancellationToken) =>
            {
                var rig = Rigs.Library(installation).Load(parse.GetValue(name)!);
                using var log = new RunLog(TimeProvider.System, echo: null);
                await using var program = await RigProgram.OpenAsync(rig, installation, log, cancellationToken);
                return await RunAsync(installation.WidowXCheck, ["--rig", program.File], Invocation.Of(parse), cancellationToken);
            }
        );
        return command;
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
