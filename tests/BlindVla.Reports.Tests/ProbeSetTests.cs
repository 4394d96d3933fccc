using System.Collections.Immutable;
using BlindVla.Core;
using BlindVla.Evaluation;

namespace BlindVla.Reports.Tests;

internal sealed class ProbeSetTests
{
    private static readonly ImmutableArray<(BoardQuestion Question, ImageFrame Image)> Probes =
    [
        (new("vl/shape/id/0000", "shape", "star", "left", ["left", "center", "right"]), SomeFrames.Plain(10, 20, 30)),
        (new("vl/parity/id/0000", "parity", "odd number", "right", ["left", "right"]), SomeFrames.Plain(40, 50, 60)),
    ];

    private string _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("blindvla-probes-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Open_OfWhatWasWritten_HasTheQuestionsAndTheirPictures()
    {
        await ProbeSet.WriteAsync(_folder, Probes.ToAsyncEnumerable());

        var read = ProbeSet.Open(_folder);

        Assert.That(
            read.Questions.Select(q => $"{q.Id} {q.Task} {q.Target} {q.Place} {string.Join(' ', q.Places)}"),
            Is.EqualTo(
                Probes.Select(p =>
                    $"{p.Question.Id} {p.Question.Task} {p.Question.Target} {p.Question.Place} {string.Join(' ', p.Question.Places)}"
                )
            )
        );
        foreach (var (question, image) in Probes)
        {
            Assert.That(read.Image(question).Rgb.ToArray(), Is.EqualTo(image.Rgb.ToArray()));
        }
    }

    [Test]
    public async Task Write_QuestionsFile_IsWhatAnyModelReads()
    {
        await ProbeSet.WriteAsync(_folder, Probes.ToAsyncEnumerable());

        Assert.That(
            File.ReadAllLines(Path.Combine(_folder, "questions.jsonl"))[0].Replace("\\u0027", "'", StringComparison.Ordinal),
            Is.EqualTo(
                """{"id":"vl/shape/id/0000","task":"shape","image":"vl__shape__id__0000.png","question":"Do you see the star? Answer 'yes' or 'no'. If yes, specify where: 'left', 'center', or 'right'","target":"star","place":"left","places":["left","center","right"]}"""
            )
        );
        Assert.That(
            Directory.GetFiles(_folder, "*.png").Select(Path.GetFileName).Order(),
            Is.EqualTo(new[] { "vl__parity__id__0000.png", "vl__shape__id__0000.png" })
        );
    }

    [Test]
    public async Task Write_OverAnotherSet_IsRefused()
    {
        await ProbeSet.WriteAsync(_folder, Probes.ToAsyncEnumerable());

        await Assert.ThatAsync(
            () => ProbeSet.WriteAsync(_folder, Probes.ToAsyncEnumerable()),
            Throws.TypeOf<RunException>().With.Message.Contains("already")
        );
    }

    [Test]
    public void Open_FolderWithout_SaysWhatMakesOne() =>
        Assert.That(() => ProbeSet.Open(_folder), Throws.TypeOf<RunException>().With.Message.Contains("probe-set write"));

    [Test]
    public void Plain_Results_HasARowPerTaskAndAllTogether()
    {
        var results = Enumerable.Range(0, 10).Select(i => new QuestionResult(Probes[i % 2].Question, "", i < 7)).ToList();

        Assert.That(
            AnswerTable.Plain("model", results, AnswerRule.Strict),
            Is.EqualTo(
                """
                answers  task     k/n  rate         95 %  chance
                model    shape    4/5  80.0  37.6 - 96.4    33.3
                model    parity   3/5  60.0  23.1 - 88.2    50.0
                model    all     7/10  70.0  39.7 - 89.2    41.7

                right: yes, and the right place and no other; with Wilson 95 % intervals, in per cent.
                chance: of somebody who says yes and guesses the place.

                """
            )
        );
    }
}
