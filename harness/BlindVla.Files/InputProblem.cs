using BlindVla.Core;

namespace BlindVla.Files;

/// <summary>One thing wrong with what was asked for.</summary>
/// <param name="Source">The file, or the argument, that is wrong.</param>
/// <param name="Line">From 1; 0 when the problem has no place in a file.</param>
/// <param name="Column">From 1; 0 when the problem has no place in a file.</param>
/// <param name="Message">What was expected, what was found, what to do.</param>
public sealed record InputProblem(string Source, int Line, int Column, string Message)
{
    private const int MaxMessageLength = 2000;

    public string Message { get; } = VisibleText.Line(Message, MaxMessageLength);

    public override string ToString() => Line == 0 ? $"{Source}: {Message}" : $"{Source}:{Line}:{Column}: {Message}";
}
