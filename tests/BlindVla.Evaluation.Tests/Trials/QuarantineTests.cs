using BlindVla.Core;
using BlindVla.Evaluation.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace BlindVla.Evaluation.Tests.Trials;

/// <summary>An episode that kills every server it is given, or never ends, costs itself and nobody else.</summary>
[CancelAfter(120_000)]
public sealed class QuarantineTests
{
    private const int Attempts = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static NamedPolicy[] Seeker => [new("seeker", FunctionPolicy.Seeker)];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public async Task EpisodeKillsEveryServer_IsErroredByName_ItsNeighbourIsNot_AndTheRunGoesOn()
    {
        var options = EvaluationOptions.Default with { Workers = 2, MaxAttempts = Attempts };
        var run = new SomeRun
        {
            Episodes = SomeEpisodes.Suite(1),
            PerCell = 1,
            Policies = Seeker,
            Options = options,
        };
        var source = new SharedServerSource(run.Episodes[0].Id, Attempts);

        EvaluationResult result;
        using (var folder = run.Open(_folder["run"]))
        {
            result = await new Evaluator(source, run.Policies, run.Options, run.Calls, run.Time)
                .RunAsync(run.Episodes, folder, CancellationToken.None)
                .WaitAsync(Patience);
        }

        var trials = RecordedRun.Open(_folder["run"]).Trials.ToDictionary(trial => trial.EpisodeId);
        var (killer, neighbour) = (trials[run.Episodes[0].Id], trials[run.Episodes[1].Id]);
        Assert.Multiple(() =>
        {
            Assert.That(result.Status, Is.EqualTo(RunStatus.Complete));
            Assert.That((killer.Outcome, killer.Attempts), Is.EqualTo((Outcome.Errored, Attempts)));
            Assert.That(killer.Error, Is.EqualTo("quarantined: Unavailable: the server died"));
            Assert.That((neighbour.Outcome, neighbour.Attempts), Is.EqualTo((Outcome.Success, Attempts)), neighbour.Error);
            Assert.That(source.SharedDeaths, Is.EqualTo(1), "from the second attempt on nobody else is there");
            Assert.That(source.OpenedAlone, Is.EqualTo(2), "nobody knew which of them it was");
        });
    }

    [Test]
    public async Task TrialThatWasGivenUpBefore_BeginsAlone_AndTheNextDoesNot()
    {
        var faults = new FaultPlan().At(SomeEpisodes.Control(0).Id, step: 1, EnvironmentFault.Unavailable, Attempts);
        var options = EvaluationOptions.Default with { MaxAttempts = Attempts };
        SomeRun Run() =>
            new()
            {
                Episodes = SomeEpisodes.Suite(1),
                PerCell = 1,
                Policies = Seeker,
                Source = new(faults),
                Options = options,
            };
        var run = Run();
        await run.RunAsync(_folder["run"]);
        Assert.That((run.Source.OpenedAlone, run.Source.Opened.Count), Is.EqualTo((1, 3)), "shared, alone, and shared for the next one");
        var again = Run();

        await again.RunAsync(_folder["run"], resume: true);

        Assert.That((again.Source.OpenedAlone, again.Source.Opened.Count), Is.EqualTo((1, 1)));
        Assert.That(again.Calls.Last!.Policies.Single().Successes, Is.EqualTo(2));
    }

    /// <summary>Every answer comes in time, and the episode is never over.</summary>
    [TestCase(1, Outcome.Success)]
    [TestCase(Attempts, Outcome.Errored)]
    public async Task TrialTakesTooLong_IsBrokenOffAndTriedAgain_AndErroredInTheEnd(int times, Outcome outcome)
    {
        var time = new FakeTimeProvider();
        var limit = TimeSpan.FromSeconds(10);
        var stuck = new SemaphoreSlim(0);
        var faults = new FaultPlan().At(
            SomeEpisodes.Control(0).Id,
            step: 2,
            async token =>
            {
                stuck.Release();
                await Task.Delay(Timeout.InfiniteTimeSpan, time, token);
            },
            times
        );
        var run = new SomeRun
        {
            Episodes = SomeEpisodes.Suite(1),
            PerCell = 1,
            Policies = Seeker,
            Source = new(faults),
            Time = time,
            Options = EvaluationOptions.Default with { MaxAttempts = Attempts, TrialTimeout = limit },
        };

        var running = run.RunAsync(_folder["run"]);
        for (var attempt = 1; attempt <= times; attempt++)
        {
            while (!await stuck.WaitAsync(TimeSpan.Zero))
            {
                time.Advance(TimeSpan.FromMilliseconds(1));
                await Task.Yield();
            }
            time.Advance(limit);
        }
        while (!running.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Yield();
        }
        var result = await running;

        var trial = RecordedRun.Open(_folder["run"]).Trials.Single(trial => trial.EpisodeId == SomeEpisodes.Control(0).Id);
        Assert.Multiple(() =>
        {
            Assert.That(result.Status, Is.EqualTo(RunStatus.Complete));
            Assert.That((trial.Outcome, trial.Attempts), Is.EqualTo((outcome, Attempts)));
            Assert.That(
                run.Calls.Failures[0],
                Does.Contain("DeadlineExceeded: the episode was not over within the 10 s of --trial-timeout True")
            );
        });
    }
}
