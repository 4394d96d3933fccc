using BlindVla.Evaluation.Tests.Fakes;

namespace BlindVla.Evaluation.Tests.Trials;

internal sealed class OngoingRunTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public async Task RunAsync_OneOfferAfterAnother_GivesEachItsTrials_InTheSameEnvironment()
    {
        var offered = new SomeRun();
        using var folder = offered.Open(_folder["run"]);
        await using var run = await StartAsync(offered, folder);

        foreach (var episode in offered.Episodes)
        {
            var trials = await run.RunAsync(offered.Policies.Select(policy => new PlannedTrial(episode, policy)));

            Assert.That(
                trials!.Values.Select(trial => (trial.EpisodeId, trial.Policy, trial.Outcome)),
                Is.EquivalentTo(new[] { (episode.Id, "seeker", Outcome.Success), (episode.Id, "hold", Outcome.Failure) })
            );
        }
        var result = await run.EndAsync();

        Assert.That((result.Status, result.Cancelled), Is.EqualTo((RunStatus.Complete, false)));
        Assert.That(offered.Source.Opened, Has.Count.EqualTo(1).And.All.Property(nameof(TinyWorld.IsDisposed)).True);
    }

    [Test]
    public async Task RunAsync_TrialThatIsThereAlready_IsGivenAsItIs()
    {
        await new SomeRun().RunAsync(_folder["run"]);
        var resumed = new SomeRun();
        using var folder = resumed.Open(_folder["run"], resume: true);
        await using var run = await StartAsync(resumed, folder);

        var trials = await run.RunAsync([new(resumed.Episodes[0], resumed.Policies[0])]);

        Assert.That(trials!.Single().Value.Outcome, Is.EqualTo(Outcome.Success));
        Assert.That((resumed.Calls.Trials.Count, resumed.Source.Opened.Count), Is.EqualTo((0, 0)));
        await run.EndAsync();
    }

    [Test]
    public async Task RunAsync_TrialThatWasOfferedBefore_IsRefused()
    {
        var offered = new SomeRun();
        using var folder = offered.Open(_folder["run"]);
        await using var run = await StartAsync(offered, folder);
        PlannedTrial trial = new(offered.Episodes[0], offered.Policies[0]);
        await run.RunAsync([trial]);

        var error = await Assert.ThrowsAsync<RunException>(() => run.RunAsync([trial]));

        Assert.That(error!.Message, Does.Contain("planned twice"));
    }

    /// <summary>Whichever of the two takes the only trial, the other has nothing to do, and is there for it.</summary>
    [Test]
    public async Task WorkerWithoutEnvironment_LeavesItsTrialToOneThatWaits()
    {
        var lonely = new SomeRun
        {
            Episodes = [SomeEpisodes.Control(0)],
            Policies = [new("seeker", FunctionPolicy.Seeker)],
            Source = new() { LostWorker = 1 },
            Options = EvaluationOptions.Default with { Workers = 2 },
        };

        var result = await lonely.RunAsync(_folder["run"]);

        Assert.That(result.Status, Is.EqualTo(RunStatus.Complete));
    }

    [Test]
    public async Task DisposeAsync_WithoutAnEnd_AbandonsWhatRuns_AndClosesTheEnvironment()
    {
        var begun = new TaskCompletionSource();
        var faults = new FaultPlan().At(SomeEpisodes.Control(0).Id, step: 1, token =>
        {
            begun.SetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        });
        var offered = new SomeRun { Source = new(faults) };
        using var folder = offered.Open(_folder["run"]);
        var run = await StartAsync(offered, folder);
        var trials = run.RunAsync([new(offered.Episodes[0], offered.Policies[0])]);
        await begun.Task;

        await run.DisposeAsync();

        Assert.That(await trials, Is.Null);
        Assert.That(folder.Trials, Is.Empty);
        Assert.That(offered.Source.Opened, Is.All.Property(nameof(TinyWorld.IsDisposed)).True);
    }

    private static Task<OngoingRun> StartAsync(SomeRun run, RunFolder folder) =>
        new Evaluator(run.Source, run.Policies, run.Options, run.Calls, run.Time).StartAsync(folder, CancellationToken.None);
}
