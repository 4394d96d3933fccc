using System.Collections.Immutable;
using System.Text;
using BlindVla.Core;
using BlindVla.Files;

namespace BlindVla.Evaluation;

/// <summary>Answers that somebody else's model wrote down: one JSON object a line, with <c>id</c> and <c>answer</c>.</summary>
public sealed class AnswerFile : IVisualQuestionAnswerer
{
    private const int MaxBytes = 64 << 20;
    private const int MaxProblems = 100;

    private readonly ImmutableDictionary<string, string> _answers;

    private AnswerFile(string name, ImmutableDictionary<string, string> answers)
    {
        Name = name;
        _answers = answers;
    }

    public string Name { get; }

    /// <param name="questions">What must be answered, each exactly once, and nothing else.</param>
    /// <exception cref="RunException">With every problem of the file.</exception>
    public static AnswerFile Read(string path, IReadOnlyCollection<BoardQuestion> questions)
    {
        var known = questions.Select(q => q.Id).ToHashSet();
        var answers = ImmutableDictionary.CreateBuilder<string, string>();
        var problems = new List<string>();
        foreach (var (line, number) in Lines(path).Select((line, i) => (line, i + 1)).Where(l => l.line.Length > 0))
        {
            if (problems.Count == MaxProblems)
            {
                problems.Add($"{path}:{number}: and so on; the rest was not looked at");
                break;
            }
            if (Parse(line) is not var (id, answer))
            {
                problems.Add($"{path}:{number}: expected a JSON object with 'id' and 'answer', both text, and nothing else");
            }
            else if (!known.Contains(id))
            {
                problems.Add($"{path}:{number}: no question has the id '{id}'; {NearestNames.Suggest(id, known)}");
            }
            else if (!answers.TryAdd(id, answer))
            {
                problems.Add($"{path}:{number}: there is an answer to '{id}' already");
            }
        }
        var missing = questions.Where(q => !answers.ContainsKey(q.Id)).ToList();
        if (missing.Count > 0 && problems.Count <= MaxProblems)
        {
            problems.Add(
                $"{path}: expected an answer to each of {questions.Count} questions, {missing.Count} are missing, "
                    + $"'{missing[0].Id}' is the first"
            );
        }
        return problems.Count == 0
            ? new(Path.GetFileNameWithoutExtension(path), answers.ToImmutable())
            : throw new RunException(RunFault.Refused, string.Join('\n', problems));
    }

    public ValueTask<string> AnswerAsync(VisualQuestion question, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_answers[question.Id]);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string[] Lines(string path)
    {
        try
        {
            return BoundedFile.ReadText(path, MaxBytes).ReplaceLineEndings("\n").Split('\n');
        }
        catch (IOException e)
        {
            throw new RunException(RunFault.Refused, $"cannot read {path}: {FileFault.Reason(e)}", e);
        }
    }

    private static (string Id, string Answer)? Parse(string line)
    {
        try
        {
            var read = StrictJson.Parse(Encoding.UTF8.GetBytes(line), AnswerJson.Default.AnswerLine);
            return (read.Id, read.Answer);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
