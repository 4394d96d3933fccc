using BlindVla.Core;
using BlindVla.Evaluation.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace BlindVla.Evaluation.Tests.Trials;

/// <summary>Where a person lays the scenes and says what succeeded.</summary>
internal sealed class JudgedRunTests
{
    private static readonly EnvironmentSpec Arm = TinyWorld.Description with
    {
        Capabilities = new(RealTime: true, SceneSettable: false, SuccessObservable: false, PrivilegedState: false),
    };

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public async Task RunAsync_TakesTheJudgesWord_WhateverTheWorldSays()
    {
        var person = new ScriptedOperator((episode, _) => new(episode.Index != 1, "Ann", episode.Index == 1 ? "slipped" : ""));
        var run = Run(person, policies: 2);

        var result = await run.RunAsync(_folder["run"]);

        var trials = RecordedRun.Open(_folder["run"]).Trials;
        Assert.Multiple(() =>
        {
            Assert.That(result.Status, Is.EqualTo(RunStatus.Complete));
            // The tiny world would say that no holding policy ever succeeds.
            Assert.That(trials.Count(trial => trial.Outcome == Outcome.Success), Is.EqualTo(8));
            Assert.That(trials.Select(trial => trial.JudgedBy), Is.All.EqualTo("Ann"));
            Assert.That(trials.Where(trial => trial.Index == 1).Select(trial => trial.Note), Is.All.EqualTo("slipped"));
            Assert.That(trials.Select(trial => trial.Redone), Is.All.EqualTo(0));
            Assert.That(person.Laid, Has.Count.EqualTo(12));
        });
    }

    /// <summary>An episode is redone as often as it takes, and its attempts at a broken world are not what is counted.</summary>
    [Test]
    public async Task RunAsync_WhatDoesNotCount_IsRunAgainWithTheSamePolicy()
    {
        var second = SomeEpisodes.Suite(3)[1].Id;
        var person = new ScriptedOperator(
            (episode, again) => episode.Id == second && again < 5 ? new(null, "Ann", "somebody bumped the table") : new(true, "Ann")
        );
        var run = Run(person, policies: 1);

        await run.RunAsync(_folder["run"]);

        var redone = RecordedRun.Open(_folder["run"]).Trials.Single(trial => trial.EpisodeId == second);
        Assert.Multiple(() =>
        {
            Assert.That((redone.Redone, redone.Attempts, redone.Outcome), Is.EqualTo(((int?)5, 1, Outcome.Success)));
            Assert.That(person.Laid.Count(id => id == second), Is.EqualTo(6));
            Assert.That(run.Calls.Failures, Has.Count.EqualTo(5).And.All.Contains("does not count: somebody bumped the table"));
        });
    }

    /// <summary>The arm goes out of the way before hands come, and nobody is asked again who has just answered beside it.</summary>
    [Test]
    public async Task RunAsync_WhereSomethingMoves_GoesToItsStartBeforeASceneIsLaid()
    {
        var (happened, ids) = (new List<string>(), SomeEpisodes.Suite(1).Select(episode => episode.Id).ToList());
        var plan = new FaultPlan();
        foreach (var id in ids)
            plan.At(id, step: 0, _ => Note("moves to the start"), times: 2);
        var person = new ScriptedOperator((_, _) => new(true, "Ann")) { OnPrepare = _ => new(Note("a scene is laid")) };

        await Run(person, policies: 1, perCell: 1, source: new(plan) { Spec = Arm }).RunAsync(_folder["run"]);

        string[] trial = ["moves to the start", "a scene is laid", "moves to the start"];
        Assert.That(happened, Is.EqualTo(ids.SelectMany(_ => trial)));
        Assert.That(person.Cleared, Is.EqualTo(1));

        Task Note(string what)
        {
            happened.Add(what);
            return Task.CompletedTask;
        }
    }

    [Test]
    public async Task RunAsync_SceneThatCannotBeLaid_IsErroredAndNoFailure()
    {
        var second = SomeEpisodes.Suite(3)[1].Id;
        var person = new ScriptedOperator((_, _) => new(true, "Ann"), episode => episode.Id == second ? "the can is lost" : null);

        await Run(person, policies: 1).RunAsync(_folder["run"]);

        var run = RecordedRun.Open(_folder["run"]);
        var refused = run.Trials.Single(trial => trial.EpisodeId == second);
        Assert.That(
            (refused.Outcome, refused.Error, refused.JudgedBy),
            Is.EqualTo((Outcome.Errored, "scene refused: the can is lost", (string?)null))
        );
        Assert.That(run.Record.Trials, Is.EqualTo(new TrialCounts(6, 5, 1)));
    }

    [Test]
    public async Task RunAsync_JudgedByAnyStep_FillsTheRulesOwnColumn()
    {
        var run = Run(new((_, _) => new(true, "Ann")), policies: 1);
        var any = new SomeRun
        {
            Episodes = [.. run.Episodes.Select(episode => episode with { SuccessRule = SuccessRule.AtAnyStep })],
            Policies = run.Policies,
            Source = run.Source,
            Options = run.Options,
        };
        using (var folder = any.Open(_folder["run"]))
            Assert.That((await any.RunAsync(folder)).Status, Is.EqualTo(RunStatus.Complete));

        Assert.That(
            any.Calls.Trials.Select(trial => (trial.SuccessAtEnd, trial.SuccessAnyStep)),
            Is.All.EqualTo(((bool?)null, (bool?)true))
        );
    }

    /// <summary>Neither always the same one first, nor in the order in which they were named.</summary>
    [Test]
    public async Task RunAsync_OrderOfPolicies_IsDrawnForEachRun_AndStaysWhereItIsTakenUpAgain()
    {
        var begun = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        SomeRun Begun(int secondsLater) =>
            Run(new((_, _) => new(true, "Ann")), 2, 16, new FakeTimeProvider(begun.AddSeconds(secondsLater)));
        var (run, other, interrupted) = (Begun(0), Begun(1), Begun(0));
        await run.RunAsync(_folder["whole"]);
        await other.RunAsync(_folder["other"]);
        using var stop = new CancellationTokenSource();
        interrupted.Calls.OnEachTrial = _ =>
        {
            if (interrupted.Calls.Trials.Count == 7)
                stop.Cancel();
        };
        await Stoppable(interrupted, stop.Token).RunAsync(_folder["part"]);
        await interrupted.RunAsync(_folder["part"], resume: true);

        var order = run.Calls.Trials.ConvertAll(trial => trial.Key);
        Assert.That(RecordedRun.Open(_folder["part"]).Trials.Select(trial => trial.Key), Is.EqualTo(order));
        Assert.That(other.Calls.Trials.ConvertAll(trial => trial.Key), Is.Not.EqualTo(order), "who saw one run knows nothing of another");
        var first = order.Chunk(2).CountBy(pair => pair[0].Policy).ToDictionary();
        Assert.That(first.Values.Min(), Is.GreaterThan(5), "of 32 episodes");
    }

    /// <summary>What the world sees and what a person says are not one run, however alike everything else is.</summary>
    [Test]
    public async Task Open_JudgedRunWhereTheWorldIsToSay_IsRefused([Values] bool judged)
    {
        var person = Run(new((_, _) => new(true, "Ann")), policies: 1);
        var world = new SomeRun { Policies = person.Policies };
        await (judged ? person : world).RunAsync(_folder["run"]);

        Assert.That(
            () => (judged ? world : person).Open(_folder["run"], resume: true),
            Throws.InstanceOf<RunException>().With.Message.Contains("identity.is_judged")
        );
    }

    [Test]
    public void Options_OperatorWithTwoWorkers_IsRefused()
    {
        var run = Run(new((_, _) => new(true, "Ann")), policies: 1);
        var two = new SomeRun { Source = run.Source, Options = run.Options with { Workers = 2 } };

        Assert.That(() => two.RunAsync(_folder["run"]), Throws.ArgumentException.With.Message.Contains("one person"));
    }

    /// <summary>Somebody who is asked to begin and wants to go home has begun nothing.</summary>
    [Test]
    public async Task RunAsync_StoppedWhereItWaitsForAPersonToBegin_LeavesAtOnce()
    {
        using var stop = new CancellationTokenSource();
        var person = new ScriptedOperator((_, _) => new(true, "Ann"))
        {
            OnPrepare = async leave =>
            {
                await stop.CancelAsync();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, leave);
            },
        };
        var run = Stoppable(Run(person, policies: 2), stop.Token);

        var result = await run.RunAsync(_folder["run"]);

        Assert.That(
            (result.Cancelled, result.Status, RecordedRun.Open(_folder["run"]).Trials.Count),
            Is.EqualTo((true, RunStatus.Partial, 0))
        );
        Assert.That(person.Laid, Is.Empty);
    }

    [Test]
    public async Task RunAsync_RepeatThatCannotBeLaid_KeepsWhyItDidNotCount()
    {
        var asked = 0;
        var person = new ScriptedOperator(
            (episode, again) => episode.Index == 0 && again == 0 ? new(null, "Ann", "bumped") : new(true, "Ann"),
            episode => episode.Index == 0 && ++asked == 2 ? "the can is lost" : null
        );

        await Run(person, policies: 1, perCell: 1).RunAsync(_folder["run"]);

        var refused = RecordedRun.Open(_folder["run"]).Trials.Single(trial => trial.Outcome == Outcome.Errored);
        Assert.That((refused.Error, refused.RedoneBecause), Is.EqualTo(("scene refused: the can is lost", "bumped")));
    }

    /// <summary>The judge goes on with the same policies when it is mended.</summary>
    [TestCase(PolicyFault.Failed)]
    [TestCase(PolicyFault.Unavailable)]
    [TestCase(PolicyFault.Lost)]
    public async Task RunAsync_PolicyThatFails_IsNamedInTheLogOnly(PolicyFault fault)
    {
        var person = new ScriptedOperator((_, _) => new(true, "Ann"));
        var failing = new FunctionPolicy(_ => throw new PolicyException("ws://10.0.0.7:8000 says no") { Fault = fault });
        var run = new SomeRun
        {
            Policies = [new("aligned", failing)],
            Source = new() { Spec = Arm },
            Options = EvaluationOptions.Default with { Operator = person },
        };

        var error = await Assert.ThrowsAsync<RunException>(() => run.RunAsync(_folder["run"]));

        Assert.Multiple(() =>
        {
            Assert.That(error!.Message, Does.Not.Contain("aligned").And.Not.Contain("10.0.0.7").And.Contain("run.log says why"));
            Assert.That(run.Calls.Failures, Has.Some.Contain("aligned").And.Some.Contain("10.0.0.7"));
            Assert.That(person.Broken, fault == PolicyFault.Lost ? Has.Count.EqualTo(1).And.None.Contains("10.0.0.7") : Is.Empty);
        });
    }

    /// <summary>A camera that was pulled out is put back; nothing moves before somebody says so, and the episode begins anew.</summary>
    [Test]
    public async Task RunAsync_RealTimeWorldThatBreaks_WaitsForAPerson_AndGoesOn()
    {
        var episode = SomeEpisodes.Suite(3)[1].Id;
        var person = new ScriptedOperator((_, _) => new(true, "Ann")) { Mends = true };
        var run = new SomeRun
        {
            Policies = [new("p", FunctionPolicy.Holder)],
            Source = new(new FaultPlan().At(episode, 3, EnvironmentFault.Internal, times: 4)) { Spec = Arm },
            Options = EvaluationOptions.Default with { Operator = person },
        };

        var result = await run.RunAsync(_folder["run"]);

        var mended = RecordedRun.Open(_folder["run"]).Trials.Single(trial => trial.EpisodeId == episode);
        Assert.Multiple(() =>
        {
            Assert.That(result.Status, Is.EqualTo(RunStatus.Complete));
            Assert.That((mended.Outcome, mended.Attempts), Is.EqualTo((Outcome.Success, 5)), "as often as a person says");
            Assert.That(person.Broken, Is.EqualTo(Enumerable.Repeat("the world broke", 4)));
            Assert.That(person.Laid.Count(id => id == episode), Is.EqualTo(5), "it is laid anew each time");
            Assert.That(person.Cleared, Is.EqualTo(5), "after each of them nobody knows who stands where");
            Assert.That(run.Source.Opened, Has.Count.EqualTo(5), "in a session of its own");
        });
    }

    [Test]
    public async Task RunAsync_RealTimeWorldThatBreaks_WhereThePersonEndsIt_Ends()
    {
        var person = new ScriptedOperator((_, _) => new(true, "Ann")) { Mends = false };
        var run = new SomeRun
        {
            Policies = [new("p", FunctionPolicy.Holder)],
            Source = new(new FaultPlan().At(SomeEpisodes.Suite(3)[1].Id, 3, EnvironmentFault.Unavailable)) { Spec = Arm },
            Options = EvaluationOptions.Default with { Operator = person },
        };

        var error = await Assert.ThrowsAsync<RunException>(() => run.RunAsync(_folder["run"]));

        Assert.That((error!.Fault, person.Broken.Count), Is.EqualTo((RunFault.Infrastructure, 1)));
        Assert.That(RecordedRun.Open(_folder["run"]).Trials, Has.Count.EqualTo(2), "what was judged, and what broke off");
    }

    /// <summary>Whether a person is there or not: nobody is asked to wave it through.</summary>
    [Test]
    public async Task RunAsync_EmergencyStop_EndsTheRun_AndAsksNobody()
    {
        var person = new ScriptedOperator((_, _) => new(true, "Ann")) { Mends = true };
        var run = new SomeRun
        {
            Policies = [new("p", FunctionPolicy.Holder)],
            Source = new(new FaultPlan().At(SomeEpisodes.Suite(3)[1].Id, 3, EnvironmentFault.EmergencyStop)) { Spec = Arm },
            Options = EvaluationOptions.Default with { Operator = person },
        };

        var error = await Assert.ThrowsAsync<RunException>(() => run.RunAsync(_folder["run"]));

        Assert.Multiple(() =>
        {
            Assert.That(error!.Message, Does.StartWith("emergency stop in episode").And.Contain("the world broke"));
            Assert.That(error.Fault, Is.EqualTo(RunFault.Infrastructure));
            Assert.That(person.Broken, Is.Empty);
            Assert.That(person.Laid, Has.Count.EqualTo(2), "never tried again");
        });
    }

    private static SomeRun Stoppable(SomeRun run, CancellationToken stopping) =>
        new()
        {
            Episodes = run.Episodes,
            PerCell = run.PerCell,
            Policies = run.Policies,
            Source = run.Source,
            Options = run.Options with { Stopping = stopping },
            Calls = run.Calls,
            Time = run.Time,
        };

    private static SomeRun Run(
        ScriptedOperator person,
        int policies,
        int perCell = 3,
        TimeProvider? time = null,
        TinyWorldSource? source = null
    ) =>
        new()
        {
            Episodes = SomeEpisodes.Suite(perCell),
            PerCell = perCell,
            Policies = [.. Enumerable.Range(0, policies).Select(i => new NamedPolicy($"p{i}", FunctionPolicy.Holder))],
            Source = source ?? new() { Spec = Arm },
            Options = EvaluationOptions.Default with { Operator = person },
            Time = time ?? TimeProvider.System,
        };
}
