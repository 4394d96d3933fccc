namespace BlindVla.Cli;

/// <summary>The command cannot go on; the message is for the person who typed it.</summary>
internal sealed class CommandException(int exitCode, string message) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
