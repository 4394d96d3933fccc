using System.CommandLine;

namespace BlindVla.Cli;

/// <summary><c>blindvla pack</c>: what machines without the .NET SDK and without this checkout run.</summary>
internal static class PackCommand
{
    public static Command Create(Installation installation)
    {
        var folder = new Argument<string>("DIR") { Description = "The folder to make; new or empty." };
        var checkpoints = new Option<string[]>("--checkpoint")
        {
            Description = "A checkpoint to take along, as policies/checkpoints/NAME; repeat for several.",
            HelpName = "NAME=DIR",
        };
        var command = new Command(
            "pack",
            "Make a folder that runs as it is on any Linux machine of this architecture: this program and its runtime, the simulator's "
                + "server with its libraries, what is shipped, and checkpoints. Recipes for Docker and Apptainer are in it."
        )
        {
            folder,
            checkpoints,
        }.WithExamples("./blindvla pack /shared/blindvla --checkpoint mine=/shared/checkpoints/step-80000");
        command.SetAction(parse =>
        {
            if (!OperatingSystem.IsLinux())
                throw new CommandException(ExitCode.Usage, "pack: only Linux machines can be packed for, and only on one");
            var path = Path.GetFullPath(parse.GetValue(folder)!);
            if (File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any()))
                throw new CommandException(ExitCode.Usage, $"{path} is there already and not an empty folder; name another one");
            if (Pack.Sources(installation).FirstOrDefault(source => path.StartsWith($"{source}/", StringComparison.Ordinal)) is { } packed)
                throw new CommandException(ExitCode.Usage, $"{path} is in {packed}, which is packed; name another one");
            var named = Checkpoints(installation, parse.GetValue(checkpoints) ?? []);
            try
            {
                var (files, bytes) = new Pack(installation, path).Write(named);
                Invocation.Of(parse).Progress.WriteLine(FormattableString.Invariant($"{files} files, {bytes / 1e6:0} MB"));
                parse.InvocationConfiguration.Output.WriteLine(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new CommandException(ExitCode.Infrastructure, $"{path} cannot be written: {e.Message}");
            }
        });
        return command;
    }

    private static Dictionary<string, string> Checkpoints(Installation installation, string[] given)
    {
        var named = new Dictionary<string, string>();
        foreach (var text in given)
        {
            var (name, source) = text.Split('=', 2) is [var before, var after]
                ? (before, after)
                : throw new CommandException(ExitCode.Usage, $"--checkpoint {text}: expected NAME=DIR");
            if (!PolicyGrammar.IsName(name))
                throw new CommandException(ExitCode.Usage, $"--checkpoint {text}: expected a name of letters, digits, '.', '_' and '-'");
            if (Directory.Exists(Path.Combine(installation.Checkpoints, name)) || !named.TryAdd(name, source))
                throw new CommandException(
                    ExitCode.Usage,
                    $"--checkpoint {text}: there is a checkpoint {name} already; give this one another name"
                );
            if (!File.Exists(Path.Combine(source, "config.json")))
                throw new CommandException(ExitCode.Usage, $"--checkpoint {text}: no checkpoint in {source} (config.json is missing)");
        }
        return named;
    }
}
