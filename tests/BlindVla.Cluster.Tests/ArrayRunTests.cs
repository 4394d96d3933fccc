using System.Collections.Immutable;
using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Evaluation.Tests.Fakes;

namespace BlindVla.Cluster.Tests;

/// <summary>An array of three tasks, four trials each, whose tasks meet what befalls tasks.</summary>
public sealed class ArrayRunTests
{
    private static readonly string[] Policies = ["seeker", "hold"];

    private TemporaryFolder _temporary = null!;
    private ArrayFolder _folder = null!;
    private FakeSlurm _slurm = null!;
    private SeenArray _seen = null!;

    /// <summary>Two episodes each, of twelve trials in all.</summary>
    private static IReadOnlyList<IReadOnlyList<EpisodeSpec>> Parts => [.. SomeEpisodes.Suite(3).Chunk(2)];

    [SetUp]
    public void MakeArray()
    {
        _temporary = new();
        _folder = ArrayFolder.Of(Path.Combine(_temporary.Path, "run"));
        Directory.CreateDirectory(_folder.Path);
        _slurm = new(_folder, Parts);
        _seen = new();
    }

    [TearDown]
    public void RemoveFolder() => _temporary.Dispose();

    [Test]
    public void Tasks_ThatAllFinish_AreSubmittedOnce_AndEveryPartIsWhole()
    {
        Assert.That(Follow(), Is.Empty);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(_seen.Lines, Is.EqualTo(new[] { "1: 1 2 3" }));
            Assert.That((_seen.Last!.Planned, _seen.Last.Done), Is.EqualTo((12, 12)));
            Assert.That(_seen.Last.Policies, Is.EqualTo(new[] { new PolicyProgress("seeker", 6, 6, 0), new("hold", 6, 0, 0) }));
            Assert.That(Enumerable.Range(1, 3).Select(Status), Is.All.EqualTo(RunStatus.Complete));
        }
    }

    [Test]
    public void TaskDiesMidway_IsSubmittedAgain_AndGoesOnWhereItWas()
    {
        _slurm.Kill(2, 1).Kill(3, 0, 3);

        Assert.That(Follow(), Is.Empty);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(_seen.Lines[0], Is.EqualTo("1: 1 2 3"));
            Assert.That(_slurm.Submitted.Skip(1).SelectMany(tasks => tasks).Order(), Is.EqualTo(new[] { 2, 3, 3 }));
            Assert.That(_seen.Lines.Skip(1), Has.All.Contains(" again: "));
            Assert.That(Trials(2).Concat(Trials(3)).Distinct().Count(), Is.EqualTo(8));
        }
    }

    [Test]
    public void TaskThatNeverBringsATrial_IsGivenUp_AndTheOthersAreWhole()
    {
        _slurm.Kill(1, Enumerable.Repeat(0, 100));

        Assert.That(Follow(), Is.EqualTo(new[] { 1 }));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(_slurm.Submitted.Count(tasks => tasks.Contains(1)), Is.EqualTo(ArrayRun.MostFruitlessTasks));
            Assert.That((Status(2), Status(3)), Is.EqualTo((RunStatus.Complete, RunStatus.Complete)));
        }
    }

    [Test]
    public void TimeLimitOfOneTrial_IsNeverGivenUp_SinceEachTaskBringsOne()
    {
        for (var part = 1; part <= 3; part++)
            _slurm.Kill(part, Enumerable.Repeat(1, 100));
        _slurm.Kill(2, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1);

        Assert.That(Follow(), Is.Empty);
        Assert.That(Trials(2), Has.Count.EqualTo(4));
    }

    [Test]
    public void TaskKilledAfterItsLastTrial_IsSubmittedOnceMore_AndWritesNoTrialTwice()
    {
        _slurm.KillsAtTheEnd = true;

        Assert.That(Follow(), Is.Empty);
        Assert.That(_slurm.Submitted, Has.Count.EqualTo(2));
        Assert.That(Trials(1), Has.Count.EqualTo(4));
    }

    [Test]
    public void ControllerGoes_IsSaid_AndNothingIsSubmittedBlindly()
    {
        Assert.That(Follow(outageAfterSubmission: 3), Is.Empty);

        Assert.That(
            _seen.Lines,
            Is.EqualTo(new[] { "1: 1 2 3" }.Concat(Enumerable.Repeat("squeue: Unable to contact slurm controller", 3)))
        );
    }

    [Test]
    public void Follower_ThatComesLater_SubmitsWhatIsLost_AndNotWhatIsQueued()
    {
        _slurm.Kill(1, 2);
        var first = _slurm.SubmitAsync(_folder.Script, [1, 2], CancellationToken.None).Result;

        Assert.That(Follow(Record with { Jobs = [first] }), Is.Empty);

        Assert.That(_slurm.Submitted[0], Is.EqualTo(new[] { 1, 2 }));
        Assert.That(_slurm.Submitted.Skip(1).SelectMany(tasks => tasks), Is.EquivalentTo(new[] { 1, 3 }));
        Assert.That(ArrayRecord.Read(_folder)!.Jobs, Is.EqualTo(Enumerable.Range(1, _slurm.Submitted.Count).Select(job => (long)job)));
    }

    [Test]
    public void PartWithoutEpisodes_HasNoTask()
    {
        _slurm = new(_folder, [.. Parts, []]);

        Assert.That(Follow(planned: [4, 4, 4, 0]), Is.Empty);
        Assert.That(_seen.Lines, Is.EqualTo(new[] { "1: 1 2 3" }));
    }

    [Test]
    public void FirstSubmission_Refused_EndsWithTheReason()
    {
        _slurm.Refusal = "sbatch: error: invalid partition specified: nowhere";

        Assert.That(() => Follow(), Throws.TypeOf<SlurmException>().With.Message.Contains("nowhere"));
        Assert.That(ArrayRecord.Read(_folder), Is.Null);
    }

    [Test]
    public void Record_ReadBack_IsTheSame_AndADamagedOneIsRefused()
    {
        var record = Record with { Jobs = [7, 8] };
        record.Write(_folder);

        Assert.That(ArrayRecord.Read(_folder)!.ToString(), Is.EqualTo(record.ToString()));
        Assert.That(ArrayRecord.Read(_folder)!.Jobs, Is.EqualTo(record.Jobs));
        File.WriteAllText(_folder.Record, "{\"schema_version\": 1, \"jobs\": []}");
        Assert.That(() => ArrayRecord.Read(_folder), Throws.TypeOf<RunException>().With.Message.Contains("array.json"));
        (record with { SchemaVersion = 2 }).Write(_folder);
        Assert.That(() => ArrayRecord.Read(_folder), Throws.TypeOf<RunException>().With.Message.Contains("found 2"));
    }

    [Test]
    public void TasksAtATime_AreThoseOfTheFirstParts_AndTheNextFollowWhenTheyAreWhole()
    {
        _slurm = new(_folder, [.. SomeEpisodes.Suite(3).Chunk(1)]);
        _slurm.Kill(2, 1);

        Assert.That(Follow(planned: [2, 2, 2, 2, 2, 2], tasksAtATime: 2), Is.Empty);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(_seen.Lines[0], Is.EqualTo("1: 1 2"));
            Assert.That(_seen.Lines, Has.One.EndsWith(" again: 2"));
            Assert.That(_seen.Lines.Where(line => !line.Contains("again")).SelectMany(Tasks), Is.EqualTo(Enumerable.Range(1, 6)));
        }
    }

    /// <summary>What is queued when the trials suffice is taken back, and nothing more is submitted.</summary>
    [Test]
    public void TrialsThatSuffice_EndTheArray()
    {
        _slurm = new(_folder, [.. SomeEpisodes.Suite(3).Chunk(1)], nodes: 1);

        Assert.That(Follow(planned: [2, 2, 2, 2, 2, 2], tasksAtATime: 3, suffices: trials => trials.Count() >= 4), Is.Empty);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(_seen.Last!.Done, Is.EqualTo(4));
            Assert.That(_slurm.Submitted.SelectMany(tasks => tasks), Is.EqualTo(new[] { 1, 2, 3, 4 }));
            Assert.That(_slurm.Cancelled, Is.EqualTo(new[] { 3, 4 }));
        }
    }

    /// <summary>Whoever wants the first trials cannot do without them: nothing behind them is run any more.</summary>
    [Test]
    public void TaskThatIsGivenUp_WhereSomeTrialsSuffice_EndsTheArray()
    {
        _slurm = new(_folder, [.. SomeEpisodes.Suite(3).Chunk(1)]);
        _slurm.Kill(1, Enumerable.Repeat(0, 100));

        Assert.That(Follow(planned: [2, 2, 2, 2, 2, 2], tasksAtATime: 2, suffices: _ => false), Is.EqualTo(new[] { 1 }));

        Assert.That(_slurm.Submitted.SelectMany(tasks => tasks).Max(), Is.EqualTo(4), "two rounds of two");
    }

    private static IEnumerable<int> Tasks(string line) => line.Split(": ")[1].Split(' ').Select(int.Parse);

    private static ArrayRecord Record => new(1, 3, ["eval", "tiny"], "/", []);

    private ImmutableArray<int> Follow(
        ArrayRecord? record = null,
        IReadOnlyList<int>? planned = null,
        int outageAfterSubmission = 0,
        int? tasksAtATime = null,
        Predicate<IEnumerable<TrialRecord>>? suffices = null
    )
    {
        var time = new SteppedTime();
        var run = new ArrayRun(_slurm, _folder, planned ?? [4, 4, 4], Policies, _seen, time.Clock)
        {
            TasksAtATime = tasksAtATime,
            Suffices = suffices,
        };
        _slurm.Outage = outageAfterSubmission;
        return time.Run(() => run.FollowAsync(record ?? Record, CancellationToken.None));
    }

    private RunStatus Status(int part) => RecordedRun.Open(_folder.Part(part)).Record.Status;

    private IReadOnlyList<TrialKey> Trials(int part) => [.. RecordedRun.Open(_folder.Part(part)).Trials.Select(trial => trial.Key)];
}
