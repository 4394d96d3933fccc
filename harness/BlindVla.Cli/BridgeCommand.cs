using System.CommandLine;
using BlindVla.Bridge;
using BlindVla.Core;

namespace BlindVla.Cli;

/// <summary><c>blindvla bridge check</c>: whether anybody's server keeps the rules of the protocol.</summary>
internal static class BridgeCommand
{
    public static Command Create()
    {
        var address = new Argument<string>("ADDRESS") { Description = "Of the server: unix:PATH, tcp:HOST:PORT or https://HOST:PORT." };
        var tokenFile = WorldOptions.TokenFile();
        var check = new Command(
            "check",
            "Try every rule of blindvla.bridge.v1 against a simulator's server, and name those it breaks. "
                + "Exit code 0 none, 1 some, 4 it cannot be reached."
        )
        {
            address,
            tokenFile,
        }.WithExamples("./blindvla bridge check tcp:127.0.0.1:50051", "./blindvla bridge check unix:/tmp/world.sock");
        check.SetAction(
            async (parse, cancellationToken) =>
            {
                var settings = new BridgeSettings { TokenFile = parse.GetValue(tokenFile), Patience = TimeSpan.Zero };
                using var log = new RunLog(TimeProvider.System, echo: null);
                await using var server = WorldOptions.Connect("ADDRESS", parse.GetValue(address)!, settings, log);
                return await RunAsync(server, Invocation.Of(parse).Results, cancellationToken);
            }
        );
        return new Command("bridge", "What servers must keep to.") { check }.WithExamples("./blindvla bridge check tcp:127.0.0.1:50051");
    }

    private static async Task<int> RunAsync(RemoteServer server, ConsoleWriter output, CancellationToken cancellationToken)
    {
        try
        {
            var spec = await server.DescribeAsync(cancellationToken);
            if (spec.Capabilities.RealTime)
            {
                throw new CommandException(
                    ExitCode.Usage,
                    $"{spec.Name} is real-time: the rules are tried by moving, and nobody may be near; check its dry run instead"
                );
            }
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
