using System.Text;
using BlindVla.Evaluation;
using BlindVla.Fuzz.Tests.Engine;
using BlindVla.Fuzz.Tests.Mutation;
using BlindVla.Reports;

namespace BlindVla.Fuzz.Tests.Targets;

/// <summary>Questions about pictures, and what models answered.</summary>
internal static class QuestionTargets
{
    private const string QuestionsFile = "questions.jsonl";

    private static readonly BoardQuestion[] Asked =
    [
        new("vl/shape/id/0000", "shape", "star", "left", ["left", "center", "right"]),
        new("vl/parity/id/0001", "parity", "odd number", "right", ["left", "right"]),
    ];

    private static readonly IMutator[] Mutators = [new TextMutator(), new TextMutator(), new JsonMutator(), new ByteMutator()];

    public static FuzzTarget Answers(string name)
    {
        var folder = new InputFolder();
        var right = string.Join('\n', Asked.Select(question => $$"""{"id": "{{question.Id}}", "answer": "Yes, {{question.Place}}."}"""));
        return new(
            name,
            [Encoding.UTF8.GetBytes(right)],
            [.. Mutators],
            input => AnswerFile.Read(folder.Write("model.jsonl", input), Asked),
            typeof(RunException)
        )
        {
            Files = folder,
        };
    }

    public static FuzzTarget Questions(string name)
    {
        var folder = new InputFolder();
        ProbeSet.WriteAsync(folder.Path, Asked.Select(question => (question, SomePicture())).ToAsyncEnumerable()).GetAwaiter().GetResult();
        return new(
            name,
            [File.ReadAllBytes(folder[QuestionsFile])],
            [.. Mutators],
            input =>
            {
                folder.Write(QuestionsFile, input);
                foreach (var question in ProbeSet.Open(folder.Path).Questions)
                {
                    _ = question.Chance;
                }
            },
            typeof(RunException)
        )
        {
            Files = folder,
        };
    }

    private static Core.ImageFrame SomePicture() => new("camera", 2, 1, new byte[6], 0);
}
