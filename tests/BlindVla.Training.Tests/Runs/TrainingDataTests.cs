using System.Collections.Immutable;
using BlindVla.DataSets;
using BlindVla.Imaging;

namespace BlindVla.Training.Tests.Runs;

/// <summary>Whether data sets are what a recipe takes them for.</summary>
public sealed class TrainingDataTests
{
    private static readonly ImmutableArray<string> Names =
    [
        "position x (m)",
        "position y (m)",
        "position z (m)",
        "rotation x (rad)",
        "rotation y (rad)",
        "rotation z (rad)",
        "gripper",
    ];

    private static readonly Recipe Actions = TinyTraining.Recipe with { NewNetwork = null, Data = [new("one", DataKind.Actions, 1)] };

    private static readonly Recipe Questions = Actions with { Data = [new("one", DataKind.Questions, 1)] };

    private string _folder = null!;

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("data").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Open_OfDemonstrations_Works()
    {
        await Demonstrations("one");
        await Demonstrations("validation", scale: 2);

        var data = TrainingData.Open(Actions, Inputs("validation"));

        Assert.That(data.Statistics!.Actions.Length, Is.EqualTo(7));
        Assert.That(data.Validation!.Frames, Is.EqualTo(2));
    }

    [Test]
    public async Task Open_WithAnActionInOtherUnits_NamesBoth()
    {
        await Demonstrations("one", Names.SetItem(0, "position x (mm)"));

        Assert.That(
            () => TrainingData.Open(Actions, Inputs()),
            Throws
                .TypeOf<TrainingException>()
                .With.Message.Contains("policies move by [position x (m),")
                .And.Message.Contains("the data set one has [position x (mm),")
        );
    }

    [Test]
    public async Task Open_WithAValidationSetOfAnotherRate_NamesBoth()
    {
        await Demonstrations("one");
        await Demonstrations("validation", fps: 10);

        Assert.That(
            () => TrainingData.Open(Actions, Inputs("validation")),
            Throws.TypeOf<TrainingException>().With.Message.Contains("fps: the data set one has 5, the validation set 10")
        );
    }

    [Test]
    public async Task Open_WithTwoThatScaleActionsDifferently_IsRefused([Values(1, 2)] int scale)
    {
        await Demonstrations("one");
        await Demonstrations("two", scale: scale);
        var recipe = Actions with { Data = [new("one", DataKind.Actions, 1), new("two", DataKind.Actions, 1)] };

        Assert.That(
            () => TrainingData.Open(recipe, Inputs()),
            scale == 1
                ? Throws.Nothing
                : Throws
                    .TypeOf<TrainingException>()
                    .With.Message.Contains("the data set one and the data set two scale actions differently")
        );
    }

    [Test]
    public async Task Open_OfQuestionsWhereActionsAreLearned_IsRefused()
    {
        await Demonstrations("one");
        await Scenes("validation", questions: true);

        Assert.That(
            () => TrainingData.Open(Actions, Inputs("validation")),
            Throws
                .TypeOf<TrainingException>()
                .With.Message.Contains("the validation set has no dataset_statistics.json, as demonstrations have")
        );
    }

    [Test]
    public async Task Open_OfDemonstrationsWhereAnswersAreLearned_IsRefused()
    {
        await Scenes("one", questions: true);
        await Demonstrations("validation");

        Assert.That(
            () => TrainingData.Open(Questions, Inputs("validation")),
            Throws.TypeOf<TrainingException>().With.Message.Contains("the validation set has no questions, whose answers the recipe learns")
        );
    }

    [Test]
    public async Task Open_WithoutQuestionsWhereOnlyPlacesAreLearned_Works()
    {
        await Scenes("one", questions: false);

        Assert.That(() => TrainingData.Open(Questions with { Losses = new(0, [], 1) }, Inputs()), Throws.Nothing);
    }

    private TrainingInputs Inputs(string? validation = null) =>
        new(
            null,
            new Dictionary<string, string> { ["one"] = Path.Combine(_folder, "one"), ["two"] = Path.Combine(_folder, "two") },
            validation is null ? null : Path.Combine(_folder, validation),
            Path.Combine(_folder, "run"),
            Threads: 1
        );

    private Task Demonstrations(string name, ImmutableArray<string>? actions = null, int fps = 5, float scale = 1) =>
        Write(name, actions ?? Names, fps, scale, questions: false, openVlaKey: "suite");

    private Task Scenes(string name, bool questions) => Write(name, Names, 5, 1, questions, openVlaKey: null);

    private async Task Write(string name, ImmutableArray<string> actions, int fps, float scale, bool questions, string? openVlaKey)
    {
        using var writer = await LeRobotWriter.OpenAsync(
            Path.Combine(_folder, name),
            new("camera", 16, 16, ["s"], actions, fps, "train"),
            new Dictionary<string, string> { ["seed"] = "1" }
        );
        await writer.AddAsync(new("do", new("scene", 0, "square", "plate", "table"), [Frame(0), Frame(scale)]));
        await writer.FinishAsync(openVlaKey);

        Frame Frame(float value) =>
            new(
                FastPng.Encode(new Picture(16, 16, new byte[16 * 16 * 3])),
                [0],
                [.. Enumerable.Repeat(value, actions.Length)],
                [],
                questions ? [new(QuestionKind.Count, "is it there?", "yes")] : []
            );
    }
}
