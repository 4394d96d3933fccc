using System.CommandLine;
using System.Runtime.CompilerServices;
using BlindVla.Live;

namespace BlindVla.Cli;

/// <summary><c>blindvla watch</c>: runs while they go on, as pages of this machine.</summary>
internal static class WatchCommand
{
    public static Command Create(Installation installation)
    {
        var folder = new Argument<string?>("RUN|DIR")
        {
            Description = "A run, an array of tasks, or a folder with runs in it. Default: results/runs.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var port = Options.Number("--port", "Of the loopback address; 0 for any that is free.", "P", 0, least: 0, most: 65_535);
        var gates = new Option<string[]>("--gate")
        {
            Description = "The file of a gate of your own by which a run is run, so that its verdict so far can be said.",
            HelpName = "FILE",
        };
        var command = new Command(
            "watch",
            "Show runs while they go on, as pages of this machine: a list of them, newest first, and each one's report with how far it is; "
                + "of a run of gate --run the verdict so far, too. From another machine: ssh -L P:127.0.0.1:P."
        )
        {
            folder,
            port,
            gates,
        }.WithExamples("./blindvla watch", "./blindvla watch results/runs/both --port 8090");
        command.SetAction(
            (parse, cancellationToken) =>
                WatchAsync(
                    parse.GetValue(folder) ?? installation.Runs,
                    parse.GetValue(port),
                    new(installation, [.. (parse.GetValue(gates) ?? []).Select(gate => GateCommand.Load(installation, gate))]),
                    Invocation.Of(parse),
                    cancellationToken
                )
        );
        return command;
    }

    // Not inlined: whoever only asks for help loads no web server.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task WatchAsync(
        string folder,
        int port,
        GateSoFar gates,
        CommandConsole console,
        CancellationToken cancellationToken
    )
    {
        if (!Directory.Exists(folder) && WatchedRun.Below(folder).Count == 0)
            throw new CommandException(ExitCode.Usage, $"{folder} is no folder");
        try
        {
            await using var site = new WatchSite(folder, port, TimeProvider.System, gates.Of);
            await site.StartAsync(cancellationToken);
            using var finishing = console.Interruption.Finishing(() => { }, isService: true);
            console.Results.WriteLine($"{folder} at {site.Address} (Ctrl+C stops showing it)");
            await console.Interruption.StoppedAsync();
        }
        catch (IOException e)
        {
            throw new CommandException(ExitCode.Infrastructure, $"--port {port}: {e.Message}");
        }
    }
}
