using BlindVla.Training;

namespace BlindVla.Cli.Tests;

/// <summary>Stages, with commands that write a file instead of training for hours.</summary>
public sealed class ExperimentRunTests
{
    private readonly List<string> _commands = [];
    private readonly HashSet<string> _broken = [];
    private string _folder = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = Directory.CreateTempSubdirectory("experiment").FullName;
        _commands.Clear();
        _broken.Clear();
    }

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Run_AllStages_RunsEachAfterWhatItNeeds()
    {
        var failed = await Run(Chain("one"));

        Assert.That(failed, Is.Empty);
        Assert.That(_commands, Is.EqualTo(new[] { "one a", $"two {_folder}/a b", $"three {_folder}/b c" }));
    }

    [Test]
    public async Task Run_Again_RunsNothing()
    {
        await Run(Chain("one"));
        _commands.Clear();

        await Run(Chain("one"));

        Assert.That(_commands, Is.Empty);
    }

    [Test]
    public async Task Run_StageWhoseFolderIsGone_RunsItAgain()
    {
        await Run(Chain("one"));
        _commands.Clear();
        Directory.Delete(Path.Combine(_folder, "c"), recursive: true);

        await Run(Chain("one"));

        Assert.That(_commands, Is.EqualTo(new[] { $"three {_folder}/b c" }));
    }

    /// <summary>As much as a folder that is gone; what needs it is made of it anew.</summary>
    [Test]
    public async Task Run_StageOneOfWhoseFilesIsGone_NamesItAndRunsWhatNeedsItToo()
    {
        await Run(Chain("one"));
        _commands.Clear();
        var file = Path.Combine(_folder, "b", "made");
        File.Delete(file);
        var output = new StringWriter();

        Assert.That(States(Chain("one")), Is.EqualTo(new[] { StageProgress.Done, StageProgress.FilesGone, StageProgress.Outdated }));
        await New(Chain("one"), output).Run(jobs: 2, CancellationToken.None);

        Assert.That(_commands, Is.EqualTo(new[] { $"two {_folder}/a b", $"three {_folder}/b c" }));
        Assert.That(output.ToString(), Does.Contain($"b: {file} is gone, so that it is run again"));
    }

    /// <summary>They are the larger half of a run, and whoever clears them up does not want to train for hours again.</summary>
    [Test]
    public async Task States_OfATrainingThatIsDoneWithoutItsSaves_IsDone()
    {
        Experiment experiment = new("x", "x", [new("a", ["train", "a"], [], null, null)]);
        var saves = Directory.CreateDirectory(Path.Combine(_folder, "a", "states")).FullName;
        File.WriteAllText(Path.Combine(saves, "weights"), "");
        await Run(experiment);

        Directory.Delete(saves, recursive: true);

        Assert.That(States(experiment), Is.EqualTo(new[] { StageProgress.Done }));
    }

    [Test]
    public void IsForeign_OfAFolderInWhichNoStageWasBegun_IsTrue()
    {
        Assert.That(New(Chain("one")).IsForeign, Is.False, "empty");
        Directory.CreateDirectory(Path.Combine(_folder, "a"));
        Assert.That(New(Chain("one")).IsForeign, Is.True);
        File.WriteAllText(Path.Combine(_folder, "a.log"), "");
        Assert.That(New(Chain("one")).IsForeign, Is.False);
    }

    [Test]
    public async Task Run_WithAnotherCommand_RunsWhatDependsOnItAgain()
    {
        await Run(Chain("one"));
        _commands.Clear();

        await Run(Chain("other"));

        Assert.That(_commands, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task Run_WithAnotherLastCommand_RunsThatAlone()
    {
        await Run(Chain("one"));
        _commands.Clear();

        await Run(Chain("one", last: "four"));

        Assert.That(_commands, Is.EqualTo(new[] { $"four {_folder}/b c" }));
    }

    [Test]
    public async Task Run_StageThatFails_KeepsThoseThatNeedItFromBeginning()
    {
        _broken.Add("two");
        Stage apart = new("d", ["five", "d"], [], null, null);

        var failed = await Run(Chain("one") with { Stages = Chain("one").Stages.Add(apart) });

        Assert.That(failed, Is.EqualTo(new[] { "b" }));
        Assert.That(_commands, Has.None.StartsWith("three").And.Some.EqualTo("five d"));

        _broken.Clear();
        _commands.Clear();
        Assert.That(await Run(Chain("one")), Is.Empty);
        Assert.That(_commands, Has.Count.EqualTo(2), "goes on with the stage that failed");
    }

    [Test]
    public async Task Run_EvaluationThatWasInterrupted_IsToldToGoOn()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "a"));

        await Run(new("x", "x", [new("a", ["eval", "ood"], [], null, null)]));

        Assert.That(_commands, Is.EqualTo(new[] { "eval ood --resume" }));
    }

    [Test]
    public async Task Run_ReportThatWasInterrupted_ReplacesItsPage()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "a"));

        await Run(new("x", "x", [new("a", ["report", "run"], [], null, null)]));

        Assert.That(_commands, Is.EqualTo(new[] { "report run --overwrite" }));
    }

    [TestCase("gate", true)]
    [TestCase("report", true)]
    [TestCase("train", false)]
    public async Task Run_AnswerThatIsNo_IsDoneWhereItWasAskedFor(string command, bool isAnswer)
    {
        _broken.Add(command);
        Experiment experiment = new("x", "x", [new("a", [command, "a"], [], null, null)]);

        var failed = await Run(experiment);

        Assert.That(failed, Is.EqualTo(isAnswer ? [] : new[] { "a" }));
        Assert.That(New(experiment).States().Single().IsDone, Is.EqualTo(isAnswer));
    }

    [TestCase("{0}")]
    [TestCase("data={0}")]
    [TestCase("naive=torch:{0}?device=cpu")]
    [TestCase("tokens:{0}:reactive")]
    public async Task Run_FolderFromOutsideThatChanged_IsUsedAgain(string word)
    {
        var outside = Directory.CreateDirectory(Path.Combine(_folder, "outside")).FullName;
        File.WriteAllText(Path.Combine(outside, "weights"), "one");
        Experiment experiment = new("x", "x", [new("a", ["one", string.Format(null, word, outside), "a"], [], null, null)]);
        await Run(experiment);
        Assert.That(New(experiment).States().Single().IsDone, Is.True);

        File.WriteAllText(Path.Combine(outside, "weights"), "two");

        Assert.That(New(experiment).States().Single().IsDone, Is.False);
    }

    [Test]
    public void States_OfStagesDoneAndNot_SaySo()
    {
        Assert.That(States(Chain("one")), Has.All.EqualTo(StageProgress.ToDo));
        Directory.CreateDirectory(Path.Combine(_folder, "a"));
        Assert.That(States(Chain("one"))[0], Is.EqualTo(StageProgress.Begun));

        Run(Chain("one")).GetAwaiter().GetResult();

        Assert.That(States(Chain("one")), Has.All.EqualTo(StageProgress.Done));
        Assert.That(
            States(Chain("one", last: "four")),
            Is.EqualTo(new[] { StageProgress.Done, StageProgress.Done, StageProgress.Outdated })
        );
    }

    /// <summary>Three stages, each of which needs the one before.</summary>
    private static Experiment Chain(string first, string last = "three") =>
        new(
            "chain",
            "For tests",
            [
                new("a", [first, "a"], [], null, null),
                new("b", ["two", "{a}", "b"], ["a"], null, null),
                new("c", [last, "{b}", "c"], ["b"], null, null),
            ]
        );

    private Task<IReadOnlyList<string>> Run(Experiment experiment) => New(experiment).Run(jobs: 2, CancellationToken.None);

    private List<StageProgress> States(Experiment experiment) => [.. New(experiment).States().Select(state => state.Progress)];

    private ExperimentRun New(Experiment experiment, TextWriter? output = null) =>
        new(experiment, Installation.Find(), _folder, Start, output ?? TextWriter.Null, TimeProvider.System);

    private Task<int> Start(IReadOnlyList<string> words, string log, CancellationToken cancellationToken)
    {
        lock (_commands)
        {
            _commands.Add(string.Join(' ', words));
        }
        // Every command here ends in the name of its stage.
        var folder = Directory.CreateDirectory(Path.Combine(_folder, words[^1])).FullName;
        File.WriteAllText(Path.Combine(folder, "made"), "");
        return Task.FromResult(_broken.Contains(words[0]) ? 1 : 0);
    }
}
