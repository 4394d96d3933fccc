using System.CommandLine;

namespace BlindVla.Cli;

/// <summary>What a command is given besides its arguments.</summary>
internal sealed class Invocation : InvocationConfiguration
{
    private readonly CommandConsole _console;

    public Invocation(CommandConsole console)
    {
        _console = console;
        (Output, Error) = (console.Results, console.Progress);
        (EnableDefaultExceptionHandler, ProcessTerminationTimeout) = (false, null);
    }

    /// <summary>The console of the command that was typed.</summary>
    public static CommandConsole Of(ParseResult parse) => ((Invocation)parse.InvocationConfiguration)._console;
}
