using System.CommandLine;

namespace BlindVla.Cli;

/// <summary><c>blindvla reference</c>: the page of every command. For whoever changes a command, so that help does not name it.</summary>
internal static class ReferenceCommand
{
    public static Command Create(Installation installation)
    {
        var command = new Command("reference", $"Print every command with what it takes, as {CommandReference.Page} has it.")
        {
            Hidden = true,
        }.WithExamples($"./blindvla reference > {CommandReference.Page}");
        command.SetAction(parse =>
        {
            Invocation.Of(parse).Results.Write(CommandReference.Markdown((RootCommand)parse.RootCommandResult.Command, installation));
            return ExitCode.Success;
        });
        return command;
    }
}
