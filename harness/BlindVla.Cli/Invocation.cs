using System.CommandLine;

namespace BlindVla.Cli;

/// <summary>What a command is given besides its arguments.</summary>
internal sealed class Invocation(ConsoleWriter output, ConsoleWriter error, Interruption interruption) : InvocationConfiguration
{
    public ConsoleWriter Results => output;

    public ConsoleWriter Progress => error;

    /// <summary>Characters of a line of the results; null off a terminal.</summary>
    public int? Width => output.TerminalWidth;

    public Interruption Interruption => interruption;

    public static Invocation Of(ParseResult parse) => (Invocation)parse.InvocationConfiguration;
}
