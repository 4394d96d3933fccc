using System.Text;
using BlindVla.Files;

namespace BlindVla.Cli;

/// <summary>
/// Standard output or error, either of which may be lost while a command runs: a full disk, a closed descriptor, a terminal that is gone.
/// What is the answer must arrive; what only says how things go is dropped, and the command goes on. A reader that has read enough, such as
/// <c>head</c>, is no
/// fault: .NET drops what is written to a closed pipe.
/// </summary>
/// <param name="stream">Where it goes.</param>
/// <param name="required">Text that cannot be written is a fault.</param>
/// <param name="terminalWidth">Characters of a line; null where the stream is not a terminal.</param>
internal sealed class ConsoleWriter(TextWriter stream, bool required, Func<int?>? terminalWidth = null) : TextWriter
{
    public override Encoding Encoding => stream.Encoding;

    /// <summary>Characters of a line on a terminal; null elsewhere.</summary>
    public int? TerminalWidth => terminalWidth?.Invoke();

    /// <summary>The process's own.</summary>
    public static (ConsoleWriter Output, ConsoleWriter Error) OfProcess()
    {
        // A pseudo-terminal without a size says 0.
        static int? Width(bool redirected) =>
            redirected || Environment.GetEnvironmentVariable("TERM") is null or "dumb" || Console.WindowWidth <= 0
                ? null
                : Console.WindowWidth;
        return (
            new(Console.Out, required: true, () => Width(Console.IsOutputRedirected)),
            new(Console.Error, required: false, () => Width(Console.IsErrorRedirected))
        );
    }

    public override void Write(char value) => Write([value]);

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    // In one piece, so that lines of several threads do not mix.
    public override void WriteLine(string? value) => Write(value + stream.NewLine);

    /// <exception cref="CommandException">The text is required and cannot be written.</exception>
    public override void Write(ReadOnlySpan<char> buffer)
    {
        try
        {
            stream.Write(buffer);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            if (required)
                throw new CommandException(
                    ExitCode.Infrastructure,
                    $"the result cannot be written to standard output: {(e is IOException ? FileFault.Reason(e) : "it is closed")}"
                );
        }
    }
}
