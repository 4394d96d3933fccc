namespace BlindVla.Cli;

/// <summary>Where a command says what it has to say, and how somebody stops it.</summary>
/// <param name="Results">The answer.</param>
/// <param name="Progress">How things go.</param>
/// <param name="Interruption">Ctrl+C.</param>
/// <param name="Answers">What somebody types who was asked something.</param>
internal sealed record CommandConsole(ConsoleWriter Results, ConsoleWriter Progress, Interruption Interruption, IAnswers Answers)
{
    /// <summary>Characters of a line of the results; null off a terminal.</summary>
    public int? Width => Results.TerminalWidth;
}
