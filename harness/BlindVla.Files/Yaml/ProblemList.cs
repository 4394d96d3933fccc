namespace BlindVla.Files;

/// <summary>Collects what is wrong with one file, so that all of it is reported at once.</summary>
public sealed class ProblemList(string file)
{
    private readonly List<InputProblem> _problems = [];

    public string File { get; } = file;

    public int Count => _problems.Count;

    public void Add(int line, int column, string message) => _problems.Add(new(File, line, column, message));

    public void Add(YamlNode at, string message) => Add(at.Line, at.Column, message);

    public void ThrowIfAny()
    {
        if (_problems.Count > 0)
        {
            throw new InputException([.. _problems.OrderBy(p => p.Line).ThenBy(p => p.Column)]);
        }
    }
}
