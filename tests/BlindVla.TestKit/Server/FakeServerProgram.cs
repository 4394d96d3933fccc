using System.Collections.Immutable;

namespace BlindVla.TestKit;

/// <summary>
/// The fake server as a process of its own:
/// <c>--listen unix:PATH [--fault KIND] [--fault-at-step N] [--max-sessions N] [--version TEXT] [--real-time true]</c>.
/// </summary>
public static class FakeServerProgram
{
    /// <summary>The program that runs a fake server, and the arguments that come before its own.</summary>
    public static (string Executable, ImmutableArray<string> Arguments) Command =>
        (Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["exec", typeof(FakeServerProgram).Assembly.Location]);

    private static async Task<int> Main(string[] args)
    {
        var settings = new FakeServerSettings();
        var listen = "";
        for (var i = 0; i + 1 < args.Length; i += 2)
        {
            var value = args[i + 1];
            switch (args[i])
            {
                case "--listen":
                    listen = value;
                    break;
                case "--fault":
                    settings = settings with { Fault = Enum.Parse<FakeServerFault>(value) };
                    break;
                case "--fault-at-step":
                    settings = settings with { FaultAtStep = int.Parse(value) };
                    break;
                case "--max-sessions":
                    settings = settings with { MaxSessions = int.Parse(value) };
                    break;
                case "--version":
                    settings = settings with { World = settings.World with { Version = value } };
                    break;
                case "--real-time":
                    settings = settings with { World = settings.World with { IsRealTime = bool.Parse(value) } };
                    break;
                default:
                    await Console.Error.WriteLineAsync($"unknown option {args[i]}");
                    return 2;
            }
        }
        if (!listen.StartsWith("unix:", StringComparison.Ordinal))
        {
            await Console.Error.WriteLineAsync($"--listen: expected unix:PATH, found '{listen}'");
            return 2;
        }
        await using var server = await FakeSimServer.ListenAsync(listen["unix:".Length..], settings);
        Console.WriteLine($"listening on {server.Address}");
        using var stop = new CancellationTokenSource();
        if (Environment.GetEnvironmentVariable("BLINDVLA_SUPERVISED") == "1")
        {
            _ = StopWhenInputEndsAsync(stop);
        }
        await server.WaitForShutdownAsync(stop.Token);
        return 0;
    }

    private static async Task StopWhenInputEndsAsync(CancellationTokenSource stop)
    {
        await Console.OpenStandardInput().CopyToAsync(Stream.Null);
        await stop.CancelAsync();
    }
}
