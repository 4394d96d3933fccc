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
        Directory.Delete(Path.Combine(_folder, "c"));

        await Run(Chain("one"));

        Assert.That(_commands, Is.EqualTo(new[] { $"three {_folder}/b c" }));
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
        Run(Chain("one")).GetAwaiter().GetResult();

        var states = New(Chain("one", last: "four")).States().ToList();

        Assert.That(states.Select(state => state.IsDone), Is.EqualTo(new[] { true, true, false }));
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

    private ExperimentRun New(Experiment experiment) =>
        new(experiment, Installation.Find(), _folder, Start, TextWriter.Null, TimeProvider.System);

    private Task<int> Start(IReadOnlyList<string> words, string log, CancellationToken cancellationToken)
    {
        lock (_commands)
        {
            _commands.Add(string.Join(' ', words));
        }
        // Every command here ends in the name of its stage.
        Directory.CreateDirectory(Path.Combine(_folder, words[^1]));
        return Task.FromResult(_broken.Contains(words[0]) ? 1 : 0);
    }
}
