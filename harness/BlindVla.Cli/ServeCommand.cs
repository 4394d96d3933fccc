using System.CommandLine;
using System.Net;
using System.Runtime.CompilerServices;
using BlindVla.Core;
using BlindVla.Policies.Remote;

namespace BlindVla.Cli;

/// <summary><c>blindvla serve</c>: a policy of this program for clients of others.</summary>
internal static class ServeCommand
{
    public static Command Create(PolicyGrammar grammar)
    {
        var policy = new Option<string>("--policy")
        {
            Description = $"Who acts. {grammar.Syntax}.",
            Required = true,
            HelpName = "SPEC",
        };
        var protocol = Options.Word("--protocol", "What the clients speak.", MappingFile.Protocols);
        var listen = new Option<string>("--listen")
        {
            Description =
                "Where to listen on this machine: HOST:PORT, a loopback address; port 0 for any free one. Other machines come through a "
                + "tunnel, e.g. ssh -L 8000:127.0.0.1:8000.",
            HelpName = "HOST:PORT",
            DefaultValueFactory = _ => "127.0.0.1:8000",
        };
        var mapping = new Option<string?>("--mapping")
        {
            Description =
                "What clients send, and how actions are answered: a name of policies/mappings, or a file; widowx-PROTOCOL if not given.",
            HelpName = "NAME|FILE",
        };
        var key = new Option<string?>("--key-file")
        {
            Description = "A file with the key that clients must show (Authorization: Api-Key KEY; GR00T's: api_token).",
            HelpName = "FILE",
        };
        var command = new Command(
            "serve",
            "Serve a policy to the clients of other harnesses; Ctrl+C or SIGTERM answers what was asked and stops."
        )
        {
            policy,
            protocol,
            listen,
            mapping,
            key,
        }.WithExamples(
            "./blindvla serve --policy torch:checkpoints/naive --protocol openpi",
            "./blindvla eval put-on-plate --policy openpi:ws://127.0.0.1:8000",
            "./blindvla serve --policy torch:checkpoints/naive --protocol vla-eval --listen 127.0.0.1:8001"
        );
        command.SetAction(
            (parse, cancellationToken) =>
                ServeAsync(
                    grammar.ParseAll("--policy", [parse.GetValue(policy)!])[0],
                    parse.GetValue(protocol)!,
                    parse.GetValue(mapping),
                    Endpoint(parse.GetValue(listen)!),
                    parse.GetValue(key),
                    Invocation.Of(parse),
                    cancellationToken
                )
        );
        return command;
    }

    /// <summary>A loopback address with a port.</summary>
    private static IPEndPoint Endpoint(string text)
    {
        var numeric = text.StartsWith("localhost:", StringComparison.Ordinal) ? $"127.0.0.1:{text["localhost:".Length..]}" : text;
        if (!IPEndPoint.TryParse(numeric, out var endpoint) || !numeric.EndsWith($":{endpoint.Port}", StringComparison.Ordinal))
            throw new CommandException(ExitCode.Usage, $"--listen: expected HOST:PORT, e.g. 127.0.0.1:8000, found '{text}'");
        return IPAddress.IsLoopback(endpoint.Address)
            ? endpoint
            : throw new CommandException(
                ExitCode.Usage,
                $"--listen {text}: expected a loopback address, because the protocol sends everything unencrypted; listen on "
                    + $"127.0.0.1:{endpoint.Port} and let other machines come through a tunnel: "
                    + $"ssh -L {endpoint.Port}:127.0.0.1:{endpoint.Port}"
            );
    }

    // Not inlined: whoever only asks for help loads no web server.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task ServeAsync(
        PolicyRequest request,
        string protocol,
        string? mapping,
        IPEndPoint listen,
        string? keyFile,
        CommandConsole console,
        CancellationToken cancellationToken
    )
    {
        var embodiment = MappingFile.Load(mapping ?? MappingFile.DefaultFor(protocol));
        if (embodiment.Protocol != protocol)
        {
            throw new CommandException(
                ExitCode.Usage,
                $"--mapping: expected one for {protocol}, '{embodiment.Name}' is for {embodiment.Protocol}"
            );
        }
        var key = keyFile is null ? null : RemoteSettings.ReadKey(keyFile);
        await using var set = await PolicySet.CreateAsync([request], shown: []);
        var policy = set[0].Policy;
        try
        {
            await using var server = await PolicyServer.StartAsync(policy, embodiment, listen, key, TimeProvider.System, cancellationToken);
            using var finishing = console.Interruption.Finishing(
                () => console.Progress.WriteLine("answering what was asked; Ctrl+C or SIGTERM again to stop at once"),
                isService: true
            );
            console.Results.WriteLine($"{policy.Spec.Kind} at {server.Address} ({protocol}, mapping {embodiment.Name}); Ctrl+C stops it");
            await console.Interruption.StoppedAsync();
            await server.DrainAsync(cancellationToken);
        }
        catch (PolicyException e)
        {
            throw new CommandException(ExitCode.Usage, e.Message);
        }
        catch (IOException e)
        {
            throw new CommandException(ExitCode.Infrastructure, $"--listen {listen}: {e.Message}");
        }
    }
}
