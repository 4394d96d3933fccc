using System.Collections.Immutable;

namespace BlindVla.Scenarios;

/// <summary>One thing wrong with what was asked for.</summary>
/// <param name="Source">The file, or the argument, that is wrong.</param>
/// <param name="Line">From 1; 0 when the problem has no place in a file.</param>
/// <param name="Column">From 1; 0 when the problem has no place in a file.</param>
/// <param name="Message">What was expected, what was found, what to do.</param>
public sealed record SuiteProblem(string Source, int Line, int Column, string Message)
{
    public override string ToString() => Line == 0 ? $"{Source}: {Message}" : $"{Source}:{Line}:{Column}: {Message}";
}

/// <summary>A suite, the catalogue, or a request for episodes is wrong. Carries every problem, not only the first.</summary>
public sealed class SuiteException(ImmutableArray<SuiteProblem> problems) : Exception(string.Join('\n', problems))
{
    public SuiteException(string source, string message)
        : this([new SuiteProblem(source, 0, 0, message)])
    {
    }

    /// <summary>In the order of the file.</summary>
    public ImmutableArray<SuiteProblem> Problems { get; } = problems;
}
