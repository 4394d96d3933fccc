namespace BlindVla.Cli;

/// <summary>Whoever sits at the console.</summary>
/// <param name="lines">What is typed, where it is no terminal.</param>
/// <param name="isTerminal">Whether single keys can be read.</param>
internal sealed class ConsoleAnswers(TextReader lines, bool isTerminal) : IAnswers
{
    private static readonly TimeSpan LookForKeysEvery = TimeSpan.FromMilliseconds(50);

    public static ConsoleAnswers OfProcess() => new(Console.In, !Console.IsInputRedirected);

    public async ValueTask<char> KeyAsync(string keys, Action<string> refuse, CancellationToken cancellationToken)
    {
        // What was pressed before the question was there is no answer to it: nothing may begin to move by it. But whoever wanted
        // everything to stop still does.
        while (isTerminal && Console.KeyAvailable)
        {
            if (Console.ReadKey(intercept: true).KeyChar is var early && IAnswers.StopKeys.Contains(early))
                return early;
        }
        while (true)
        {
            var typed = isTerminal ? await PressedAsync(cancellationToken) : await LineAsync(cancellationToken);
            if (KeyIn(typed) is var key && (keys.Contains(key) || IAnswers.StopKeys.Contains(key)))
                return key;
            refuse(typed);
        }
    }

    public async Task StopPressedAsync(CancellationToken cancellationToken)
    {
        if (!isTerminal)
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        while (await PressedAsync(cancellationToken) is not { Length: 1 } pressed || !IAnswers.StopKeys.Contains(pressed[0])) { }
    }

    public async ValueTask<string> LineAsync(CancellationToken cancellationToken)
    {
        // A console's reader heeds no token: whoever gives up waiting leaves the line to whoever asks next.
        var line = await Task.Run(lines.ReadLine, CancellationToken.None).WaitAsync(cancellationToken);
        return line?.Trim()
            ?? throw new CommandException(
                ExitCode.Interrupted,
                "nobody answers any more: the input has ended. What was judged is kept; the same command with --resume goes on"
            );
    }

    /// <summary>What a line that is one key says; nothing that anybody asks for, of a longer one.</summary>
    private static char KeyIn(string line) =>
        line.Length switch
        {
            0 => '\n',
            1 => char.ToLowerInvariant(line[0]),
            _ => '\0',
        };

    /// <summary>As a line would have it: nothing for the enter key.</summary>
    private static async Task<string> PressedAsync(CancellationToken cancellationToken)
    {
        while (!Console.KeyAvailable)
            await Task.Delay(LookForKeysEvery, TimeProvider.System, cancellationToken);
        return Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter, KeyChar: var pressed } ? $"{pressed}" : "";
    }
}
