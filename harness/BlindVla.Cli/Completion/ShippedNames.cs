using System.CommandLine;

namespace BlindVla.Cli;

/// <summary>What a Tab key offers besides commands and options: names of shipped files, and kinds of policies.</summary>
internal static class ShippedNames
{
    /// <summary>Lets every argument and option of a command, and of those below it, offer what its help says that it names.</summary>
    public static void Offer(Command command, Installation installation, PolicyGrammar policies)
    {
        foreach (var argument in command.Arguments)
        {
            if (Folder(argument.HelpName ?? argument.Name, installation) is { } folder)
            {
                argument.CompletionSources.Add(_ => ShippedFile.Names(folder));
            }
        }
        foreach (var option in command.Options)
        {
            if (option.Name == "--policy")
            {
                option.CompletionSources.Add(_ => policies.Kinds.Exported.Select(kind => kind.Name));
            }
            else if (option.HelpName is "GATE" or "RIG" && Folder(option.HelpName, installation) is { } folder)
            {
                option.CompletionSources.Add(_ => ShippedFile.Names(folder));
            }
        }
        foreach (var below in command.Subcommands)
        {
            Offer(below, installation, policies);
        }
    }

    private static string? Folder(string named, Installation installation) =>
        named switch
        {
            "SUITE" => Path.Combine(installation.Scenarios, "suites"),
            "GATE" => Path.Combine(installation.Scenarios, "gates"),
            "RIG" => Path.Combine(installation.Scenarios, "rigs"),
            "RECIPE" => installation.Recipes,
            "EXPERIMENT" => installation.Experiments,
            _ => null,
        };
}
