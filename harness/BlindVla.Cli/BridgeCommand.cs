using System.CommandLine;
using BlindVla.Bridge;
using BlindVla.Core;

namespace BlindVla.Cli;

/// <summary><c>blindvla bridge</c>: whether anybody's server keeps the rules of the protocol, and the end of a stop.</summary>
internal static class BridgeCommand
{
    private const string ArmMayMove = "--arm-may-move";

    public static Command Create()
    {
        var address = new Argument<string>("ADDRESS") { Description = "Of the server: unix:PATH, tcp:HOST:PORT or https://HOST:PORT." };
        var tokenFile = WorldOptions.TokenFile();
        var mayMove = new Option<bool>(ArmMayMove)
        {
            Description =
                "Of a real-time server: its arm may move. Everything is cleared, somebody stands by its switch, and nobody within its "
                + "reach: it goes to its start and makes small motions for some minutes.",
        };
        var check = new Command(
            "check",
            "Try every rule of blindvla.bridge.v1 against a server, as far as it declares what the rule is about, and name those it "
                + "breaks. Exit code 0 none, 1 some, 4 it cannot be reached, or its arm was stopped. "
                + RunPlan.NotSafetyRated
        )
        {
            address,
            tokenFile,
            mayMove,
        }.WithExamples(
            "./blindvla bridge check tcp:127.0.0.1:50051",
            "./blindvla bridge check unix:/tmp/world.sock",
            "./blindvla bridge check tcp:127.0.0.1:5151 --arm-may-move    # a real arm, or its dry run"
        );
        check.SetAction(
            async (parse, cancellationToken) =>
            {
                var settings = new BridgeSettings { TokenFile = parse.GetValue(tokenFile), Patience = TimeSpan.Zero };
                using var log = new RunLog(TimeProvider.System, echo: null);
                await using var server = WorldOptions.Connect("ADDRESS", parse.GetValue(address)!, settings, log);
                return await RunAsync(server, parse.GetValue(mayMove), Invocation.Of(parse), cancellationToken);
            }
        );
        return new Command("bridge", "Servers of the bridge, by their address.") { check, EndStop() }.WithExamples(
            "./blindvla bridge check tcp:127.0.0.1:50051"
        );
    }

    private static Command EndStop()
    {
        var address = new Argument<string>("ADDRESS") { Description = "Of the server: unix:PATH, tcp:HOST:PORT or https://HOST:PORT." };
        var tokenFile = WorldOptions.TokenFile();
        var command = new Command(
            "end-stop",
            "End the stop of a real-time server's arm, after you have looked at it: nothing moves by it, but whoever is connected may "
                + "move it again. Exit code 0 it is not stopped, 1 it stays stopped, and why, 4 the server cannot be reached. "
                + RunPlan.NotSafetyRated
        )
        {
            address,
            tokenFile,
        }.WithExamples("./blindvla bridge end-stop tcp:127.0.0.1:5151");
        command.SetAction(
            async (parse, cancellationToken) =>
            {
                var settings = new BridgeSettings { TokenFile = parse.GetValue(tokenFile), Patience = TimeSpan.Zero };
                using var log = new RunLog(TimeProvider.System, echo: null);
                await using var server = WorldOptions.Connect("ADDRESS", parse.GetValue(address)!, settings, log);
                var stays = await server.EndStopAsync(cancellationToken);
                Invocation.Of(parse).Results.WriteLine(stays ?? "it is not stopped");
                return stays is null ? ExitCode.Success : ExitCode.Negative;
            }
        );
        return command;
    }

    private static async Task<int> RunAsync(RemoteServer server, bool mayMove, CommandConsole console, CancellationToken cancellationToken)
    {
        var output = console.Results;
        try
        {
            var spec = await server.DescribeAsync(cancellationToken);
            if (spec.Capabilities.RealTime && !mayMove)
            {
                throw new CommandException(
                    ExitCode.Usage,
                    $"{spec.Name} is real-time: the rules are tried by moving its arm. Check a dry run of it first; then clear everything, "
                        + $"have somebody at its switch and nobody within its reach, and say {ArmMayMove}"
                );
            }
            if (spec.Capabilities.RealTime)
                console.Progress.WriteLine(RunPlan.NotSafetyRated);
            output.WriteLine(
                $"{spec.Name} {spec.Version}, {spec.PhysicsVersion}, {spec.Renderer}, {spec.Processor ?? "processor not said"}"
            );
        }
        catch (EnvironmentException fault) when (fault.Fault == EnvironmentFault.Internal)
        {
            // It answered, but with what nothing else can be tried on.
            output.WriteLine($"broken  describe\n        {fault.Message}");
            return ExitCode.Negative;
        }
        var (count, broken) = (0, 0);
        await foreach (var (rule, violation) in ConformanceCheck.RunAsync(server, cancellationToken))
        {
            count++;
            output.WriteLine($"{(violation is null ? "ok    " : "broken")}  {rule.Name}");
            if (violation is not null)
            {
                broken++;
                output.WriteLine($"        {rule.Says}\n        {violation}");
            }
        }
        output.WriteLine(broken == 0 ? $"all {count} rules are kept" : $"{broken} of {count} rules are broken");
        return broken == 0 ? ExitCode.Success : ExitCode.Negative;
    }
}
