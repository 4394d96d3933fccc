using System.Collections.Immutable;

namespace BlindVla.Files;

/// <summary>A file that somebody wrote, or a request for what is in it, is wrong. Carries every problem, not only the first.</summary>
public sealed class InputException(ImmutableArray<InputProblem> problems) : Exception(string.Join('\n', problems))
{
    public InputException(string source, string message)
        : this([new InputProblem(source, 0, 0, message)])
    {
    }

    /// <summary>In the order of the file.</summary>
    public ImmutableArray<InputProblem> Problems { get; } = problems;
}
