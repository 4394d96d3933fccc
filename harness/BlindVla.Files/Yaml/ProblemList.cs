namespace BlindVla.Files;

/// <summary>Collects what is wrong with a file and those it is made of, so that all of it is reported at once.</summary>
public sealed class ProblemList
{
    private readonly List<InputProblem> _problems;

    public ProblemList(string file)
        : this(file, []) { }

    private ProblemList(string file, List<InputProblem> problems) => (File, _problems) = (file, problems);

    public string File { get; }

    public int Count => _problems.Count;

    public void Add(int line, int column, string message) => _problems.Add(new(File, line, column, message));

    public void Add(YamlNode at, string message) => _problems.Add(new(at.File, at.Line, at.Column, message));

    /// <summary>The same list, for another file that this one is made of.</summary>
    public ProblemList Of(string file) => new(file, _problems);

    public void ThrowIfAny()
    {
        if (_problems.Count > 0)
        {
            throw new InputException([
                .. _problems.OrderBy(p => p.Source != File).ThenBy(p => p.Source).ThenBy(p => p.Line).ThenBy(p => p.Column),
            ]);
        }
    }
}
