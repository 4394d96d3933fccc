using System.Collections.Immutable;

namespace BlindVla.Files;

/// <summary>A file that somebody wrote, or a request for what is in it, is wrong. Carries every problem, not only the first.</summary>
public sealed class InputException(ImmutableArray<InputProblem> problems) : Exception(Shown(problems))
{
    /// <summary>In a message; a file with more is no file of this kind.</summary>
    private const int MaxShown = 50;

    public InputException(string source, string message)
        : this([new InputProblem(source, 0, 0, message)]) { }

    /// <summary>In the order of the file.</summary>
    public ImmutableArray<InputProblem> Problems { get; } = problems;

    private static string Shown(ImmutableArray<InputProblem> problems) =>
        string.Join('\n', problems.Take(MaxShown))
        + (problems.Length > MaxShown ? $"\nand {problems.Length - MaxShown} problems more" : "");
}
