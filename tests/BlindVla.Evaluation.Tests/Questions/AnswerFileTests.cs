using BlindVla.Core;
using BlindVla.Evaluation.Tests.Fakes;

namespace BlindVla.Evaluation.Tests.Questions;

internal sealed class AnswerFileTests
{
    private static readonly BoardQuestion[] Questions =
    [
        new("vl/shape/id/0000", "shape", "star", "left", ["left", "center", "right"]),
        new("vl/shape/id/0001", "shape", "heart", "right", ["left", "center", "right"]),
    ];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public async Task Run_OverAnAnswerFile_JudgesEveryQuestionOnItsPicture()
    {
        await using var answers = Read(
            """
            {"id": "vl/shape/id/0001", "answer": "Yes, left"}

            {"id": "vl/shape/id/0000", "answer": "Yes, left"}
            """
        );
        var asked = new List<string>();

        var results = await Examination.RunAsync(Questions, Picture, answers, AnswerRule.Strict, CancellationToken.None);

        Assert.That(
            results.Select(r => (r.Question.Id, r.IsRight)),
            Is.EqualTo(new[] { ("vl/shape/id/0000", true), ("vl/shape/id/0001", false) })
        );
        Assert.That(asked, Is.EqualTo(Questions.Select(q => q.Id)));
        Assert.That(answers.Name, Is.EqualTo("model"));

        ImageFrame Picture(BoardQuestion question)
        {
            asked.Add(question.Id);
            return new("camera", 1, 1, new byte[3], 0);
        }
    }

    [Test]
    public void Read_WrongFile_ListsEveryProblemWithItsLine()
    {
        var error = Assert.Throws<RunException>(() =>
            Read(
                """
                {"id": "vl/shape/id/0000", "answer": "yes"}
                yes, left
                {"id": "vl/shape/id/00001", "answer": "yes"}
                {"id": "vl/shape/id/0000", "answer": "no"}
                {"id": "vl/shape/id/0001", "answer": "no", "score": 1}
                """
            )
        )!;

        Assert.That(error.Fault, Is.EqualTo(RunFault.Refused));
        Assert.That(
            error.Message.Split('\n').Select(line => line[(_folder["model.jsonl"].Length + 1)..]),
            Is.EqualTo(
                new[]
                {
                    "2: expected a JSON object with 'id' and 'answer', both text, and nothing else",
                    "3: no question has the id 'vl/shape/id/00001'; did you mean 'vl/shape/id/0000' or 'vl/shape/id/0001'?",
                    "4: there is an answer to 'vl/shape/id/0000' already",
                    "5: expected a JSON object with 'id' and 'answer', both text, and nothing else",
                    " expected an answer to each of 2 questions, 1 are missing, 'vl/shape/id/0001' is the first",
                }
            )
        );
    }

    [Test]
    public void Read_MissingFile_IsRefused() =>
        Assert.That(
            () => AnswerFile.Read(_folder["nothing.jsonl"], Questions),
            Throws.TypeOf<RunException>().With.Message.Contains("nothing.jsonl")
        );

    private AnswerFile Read(string text)
    {
        File.WriteAllText(_folder["model.jsonl"], text);
        return AnswerFile.Read(_folder["model.jsonl"], Questions);
    }
}
