using BlindVla.Core;
using BlindVla.Evaluation.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace BlindVla.Evaluation.Tests.Trials;

internal sealed class EvaluatorTests
{
    private static readonly string SecondEpisode = SomeEpisodes.Suite(3)[1].Id;

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public async Task RunAsync_WholeSuite_WritesEveryTrialOnce()
    {
        var run = new SomeRun();

        var result = await run.RunAsync(_folder["run"]);

        var recorded = RecordedRun.Open(_folder["run"]);
        Assert.Multiple(() =>
        {
            Assert.That(result.Status, Is.EqualTo(RunStatus.Complete));
            Assert.That(recorded.Record.Status, Is.EqualTo(RunStatus.Complete));
            Assert.That(recorded.Record.Trials, Is.EqualTo(new TrialCounts(12, 12, 0)));
            Assert.That(recorded.Trials.Select(trial => trial.Key), Is.Unique);
            Assert.That(
                recorded.Trials.Where(trial => trial.Policy == "seeker").Select(trial => trial.Outcome),
                Is.All.EqualTo(Outcome.Success)
            );
            Assert.That(
                recorded.Trials.Where(trial => trial.Policy == "hold").Select(trial => trial.Outcome),
                Is.All.EqualTo(Outcome.Failure)
            );
            Assert.That(run.Source.Opened, Has.Count.EqualTo(1).And.All.Property(nameof(TinyWorld.IsDisposed)).True);
            Assert.That(
                run.Calls.Last!.Policies,
                Is.EqualTo(new[] { new PolicyProgress("seeker", 6, 6, 0), new PolicyProgress("hold", 6, 0, 0) })
            );
        });
    }

    /// <summary>What a gate's rounds do: other episodes, and other policies, of one run.</summary>
    [Test]
    public async Task RunAsync_OtherTrialsAreThereAlready_OnlyItsOwnAreCounted()
    {
        var whole = new SomeRun();
        using var folder = whole.Open(_folder["run"]);
        await new SomeRun { Episodes = [.. whole.Episodes.Take(2)] }.RunAsync(folder);
        var part = new SomeRun { Episodes = [.. whole.Episodes.Skip(1).Take(2)], Policies = [new("hold", FunctionPolicy.Holder)] };

        await part.RunAsync(folder);

        var last = part.Calls.Last!;
        Assert.That((last.Planned, last.Earlier, last.Done), Is.EqualTo((2, 1, 1)));
        Assert.That(last.Policies, Is.EqualTo(new[] { new PolicyProgress("hold", 2, 0, 0) }));
    }

    [Test]
    public async Task RunAsync_OneWorker_AlternatesPoliciesWithinAnEpisode()
    {
        var run = new SomeRun();

        await run.RunAsync(_folder["run"]);

        Assert.That(
            run.Calls.Trials.Take(4).Select(trial => trial.Key),
            Is.EqualTo(
                new TrialKey[]
                {
                    new(run.Episodes[0].Id, "seeker"),
                    new(run.Episodes[0].Id, "hold"),
                    new(run.Episodes[1].Id, "seeker"),
                    new(run.Episodes[1].Id, "hold"),
                }
            )
        );
    }

    [TestCase(2)]
    [TestCase(4)]
    public async Task WorkersAndOrder_DoNotChangeTheLedger(int workers)
    {
        await new SomeRun().RunAsync(_folder["plain"]);

        var shuffled = KeyedShuffle(SomeEpisodes.Suite(3));
        await new SomeRun { Episodes = shuffled, Options = EvaluationOptions.Default with { Workers = workers } }.RunAsync(
            _folder["other"]
        );

        Assert.Multiple(() =>
        {
            Assert.That(SomeRun.Facts(_folder["other"]), Is.EqualTo(SomeRun.Facts(_folder["plain"])));
            foreach (var file in new[] { Summary.JsonFile, Summary.CsvFile })
            {
                Assert.That(
                    File.ReadAllText(Path.Combine(_folder["other"], file)),
                    Is.EqualTo(File.ReadAllText(Path.Combine(_folder["plain"], file)))
                );
            }
        });
    }

    [TestCase(1.2, 2, TestName = "MoreWorkersAreFaster_TheyStay")]
    [TestCase(120, 1, TestName = "MoreWorkersAreSlower_OneIsLeft")]
    public async Task Workers_AreMeasuredOnTheWay(double secondsWithTwo, int expected)
    {
        var episodes = SomeEpisodes.Suite(20);
        await new SomeRun { Episodes = episodes, PerCell = 20 }.RunAsync(_folder["plain"]);
        var time = new FakeTimeProvider();
        var run = new SomeRun
        {
            Episodes = episodes,
            PerCell = 20,
            Time = time,
            Options = EvaluationOptions.Default with { MostWorkers = 2 },
        };
        run.Calls.OnEachTrial = _ => time.Advance(TimeSpan.FromSeconds(run.Calls.Measured.Count == 0 ? 12 : secondsWithTwo));

        await run.RunAsync(_folder["other"]);

        var settings = RecordedRun.Open(_folder["other"]).Record.Settings;
        Assert.Multiple(() =>
        {
            Assert.That(SomeRun.Facts(_folder["other"]), Is.EqualTo(SomeRun.Facts(_folder["plain"])));
            Assert.That(settings.Workers, Is.EqualTo(expected));
            Assert.That(settings.WorkerRates, Is.EqualTo(run.Calls.Measured));
            Assert.That(run.Calls.Measured.Select(rate => rate.Workers), Is.EqualTo(new[] { 1, 2 }));
            Assert.That(run.Calls.Measured[0].StepsPerSecond, Is.EqualTo(SomeEpisodes.Steps / 12.0).Within(1e-9));
            Assert.That(run.Source.Opened, Has.Count.EqualTo(2).And.All.Property(nameof(TinyWorld.IsDisposed)).True);
        });
    }

    [TestCase(EnvironmentFault.Unavailable)]
    [TestCase(EnvironmentFault.Internal)]
    [TestCase(EnvironmentFault.ResourceExhausted)]
    public async Task ServerDiesMidEpisode_TrialIsRetried(EnvironmentFault fault)
    {
        await new SomeRun().RunAsync(_folder["undisturbed"]);
        var run = new SomeRun { Source = new(new FaultPlan().At(SecondEpisode, step: 2, fault)) };

        var result = await run.RunAsync(_folder["run"]);

        var trials = RecordedRun.Open(_folder["run"]).Trials;
        Assert.Multiple(() =>
        {
            Assert.That(result.Status, Is.EqualTo(RunStatus.Complete));
            Assert.That(
                trials.Where(trial => trial.Attempts == 2).Select(trial => trial.Key),
                Is.EqualTo(new[] { new TrialKey(SecondEpisode, "seeker") })
            );
            Assert.That(
                SomeRun.Facts(_folder["run"]).Select(WithoutAttempts),
                Is.EqualTo(SomeRun.Facts(_folder["undisturbed"]).Select(WithoutAttempts))
            );
            Assert.That(run.Source.Opened, Has.Count.EqualTo(2).And.All.Property(nameof(TinyWorld.IsDisposed)).True);
            Assert.That(run.Calls.Failures, Is.EqualTo(new[] { $"{SecondEpisode} seeker 1 {fault}: the world broke True" }));
        });
    }

    [Test]
    public async Task ServerStaysDead_TrialIsErroredAfterTheLastAttempt()
    {
        var run = new SomeRun { Source = new(new FaultPlan().At(SecondEpisode, step: 2, EnvironmentFault.Unavailable, times: 3)) };

        var result = await run.RunAsync(_folder["run"]);

        var errored = RecordedRun.Open(_folder["run"]).Trials.Single(trial => trial.Outcome == Outcome.Errored);
        Assert.Multiple(() =>
        {
            Assert.That(result.Status, Is.EqualTo(RunStatus.Complete));
            Assert.That(errored.Key, Is.EqualTo(new TrialKey(SecondEpisode, "seeker")));
            Assert.That(errored.Attempts, Is.EqualTo(3));
            Assert.That(errored.Error, Is.EqualTo("quarantined: Unavailable: the world broke"));
            Assert.That(errored.SuccessAtEnd, Is.Null);
        });
    }

    [Test]
    public async Task ErroredTrial_IsNeverCountedAsFailure()
    {
        var run = new SomeRun { Source = new(new FaultPlan().At(SecondEpisode, step: 0, EnvironmentFault.Unavailable, times: 100)) };

        var summary = (await run.RunAsync(_folder["run"])).Summary;

        var perturbed = summary.Rows.Single(row => row is { Policy: "seeker", Scope: ScopeKind.Cell, Name: "vision/table@0.5" });
        Assert.Multiple(() =>
        {
            Assert.That((perturbed.N, perturbed.Successes, perturbed.Errored), Is.EqualTo((2, 2, 1)));
            Assert.That(perturbed.AtEnd.Value, Is.EqualTo(1.0));
            Assert.That(perturbed.Paired, Is.EqualTo(new ControlPairs(2, 0, 0, 0)));
        });
    }

    [Test]
    public async Task SceneIsRefused_TrialIsErroredAtOnceAndTheEnvironmentStays()
    {
        var run = new SomeRun { Source = new(new FaultPlan().At(SecondEpisode, step: 0, EnvironmentFault.InvalidArgument)) };

        await run.RunAsync(_folder["run"]);

        var errored = RecordedRun.Open(_folder["run"]).Trials.Single(trial => trial.Outcome == Outcome.Errored);
        Assert.Multiple(() =>
        {
            Assert.That(errored.Attempts, Is.EqualTo(1));
            Assert.That(run.Source.Opened, Has.Count.EqualTo(1));
        });
    }

    [TestCase(1)]
    [TestCase(3)]
    public async Task NoEnvironmentCanBeHad_RunStopsAndNothingIsErrored(int workers)
    {
        var run = new SomeRun
        {
            Source = new() { Refusals = 100 },
            Options = EvaluationOptions.Default with { Workers = workers },
        };

        var error = await Assert.ThrowsAsync<RunException>(() => run.RunAsync(_folder["run"]));

        var recorded = RecordedRun.Open(_folder["run"]);
        Assert.Multiple(() =>
        {
            Assert.That(error!.Fault, Is.EqualTo(RunFault.Infrastructure));
            Assert.That(error.Message, Does.Contain("no environment can be had: the server is gone").And.Contain("--resume"));
            Assert.That(recorded.Trials, Is.Empty);
            Assert.That(run.Calls.Failures, Has.Count.EqualTo(workers));
        });
        await new SomeRun().RunAsync(_folder["run"], resume: true);
        Assert.That(RecordedRun.Open(_folder["run"]).Record.Trials, Is.EqualTo(new TrialCounts(12, 12, 0)));
    }

    [Test]
    public async Task OneWorkerHasNoEnvironment_OthersFinishItsTrials()
    {
        // The other one waits in its first trial until this has shown itself.
        var lost = new TaskCompletionSource();
        var faults = new FaultPlan().At(SomeEpisodes.Suite(3)[0].Id, step: 1, _ => lost.Task);
        var run = new SomeRun
        {
            Source = new(faults) { LostWorker = 1 },
            Options = EvaluationOptions.Default with { Workers = 2 },
        };
        run.Calls.OnEachFailure = lost.SetResult;

        var result = await run.RunAsync(_folder["run"]);

        Assert.Multiple(() =>
        {
            Assert.That(result.Status, Is.EqualTo(RunStatus.Complete));
            Assert.That(RecordedRun.Open(_folder["run"]).Record.Trials, Is.EqualTo(new TrialCounts(12, 12, 0)));
        });
    }

    [Test]
    public async Task EmergencyStop_HaltsEveryWorkerAndIsNotRetried()
    {
        // Two other workers are in mid-step when it comes, and would wait for ever.
        using var bothWait = new CountdownEvent(2);
        var faults = new FaultPlan()
            .At(SecondEpisode, step: 2, token =>
            {
                bothWait.Wait(Patience, token);
                return Task.FromException(new EnvironmentException(EnvironmentFault.EmergencyStop, "somebody pressed it"));
            })
            .At(SomeEpisodes.Suite(3)[0].Id, step: 1, Wait, times: 2);
        var run = new SomeRun { Source = new(faults), Options = EvaluationOptions.Default with { Workers = 3 } };

        var error = await Assert.ThrowsAsync<RunException>(() => run.RunAsync(_folder["run"]).WaitAsync(Patience));

        var recorded = RecordedRun.Open(_folder["run"]);
        Assert.Multiple(() =>
        {
            Assert.That(error!.Fault, Is.EqualTo(RunFault.Infrastructure));
            Assert.That(
                error.Message,
                Does.Contain($"emergency stop in episode {SecondEpisode}: somebody pressed it").And.Contain("--resume")
            );
            Assert.That(
                recorded.Trials.Select(trial => (trial.Key, trial.Outcome, trial.Attempts, trial.Error)),
                Is.EqualTo(new[] { (new TrialKey(SecondEpisode, "seeker"), Outcome.Errored, 1, "EmergencyStop: somebody pressed it") })
            );
            Assert.That(run.Calls.Failures, Is.EqualTo(new[] { $"{SecondEpisode} seeker 1 EmergencyStop: somebody pressed it False" }));
            Assert.That(run.Source.Opened, Has.Count.EqualTo(3).And.All.Property(nameof(TinyWorld.IsDisposed)).True);
        });

        Task Wait(CancellationToken token)
        {
            bothWait.Signal();
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        }
    }

    [TestCase(EnvironmentFault.Unavailable)]
    [TestCase(EnvironmentFault.Internal)]
    public async Task RealTimeWorldFails_RunHaltsInsteadOfMovingAgain(EnvironmentFault fault)
    {
        var arm = TinyWorld.Description with { Capabilities = TinyWorld.Description.Capabilities with { RealTime = true } };
        var run = new SomeRun { Source = new(new FaultPlan().At(SecondEpisode, step: 2, fault)) { Spec = arm } };

        var error = await Assert.ThrowsAsync<RunException>(() => run.RunAsync(_folder["run"]));

        Assert.Multiple(() =>
        {
            Assert.That(error!.Fault, Is.EqualTo(RunFault.Infrastructure));
            Assert.That(
                error.Message,
                Does.Contain("a real-time environment failed").And.Contain(SecondEpisode).And.Contain("the world broke")
            );
            Assert.That(
                RecordedRun.Open(_folder["run"]).Trials.Select(trial => trial.Outcome),
                Is.EqualTo(new[] { Outcome.Success, Outcome.Failure, Outcome.Errored })
            );
            Assert.That(run.Source.Opened, Has.Count.EqualTo(1));
        });
    }

    [Test]
    public async Task SuccessCannotBeSeen_IsRefusedBeforeTheFirstStep()
    {
        var blind = TinyWorld.Description with { Capabilities = TinyWorld.Description.Capabilities with { SuccessObservable = false } };
        var run = new SomeRun { Source = new() { Spec = blind } };

        var error = await Assert.ThrowsAsync<RunException>(() => run.RunAsync(_folder["run"]));

        Assert.Multiple(() =>
        {
            Assert.That(error!.Fault, Is.EqualTo(RunFault.Refused));
            Assert.That(error.Message, Does.Contain("capabilities.success_observable"));
            Assert.That(run.Source.Opened, Is.Empty);
        });
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task ServerDoesNotAnswer_TrialIsRetriedAfterTheTimeout(bool heedsItsToken)
    {
        var time = new FakeTimeProvider();
        var silent = new TaskCompletionSource();
        var faults = new FaultPlan().At(SecondEpisode, step: 3, token =>
        {
            silent.SetResult();
            return heedsItsToken ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token) : new TaskCompletionSource().Task;
        });
        var run = new SomeRun { Source = new(faults), Time = time };

        var running = run.RunAsync(_folder["run"]);
        await silent.Task.WaitAsync(Patience);
        time.Advance(run.Options.CallTimeout);
        // Then the wait before the next attempt.
        while (run.Source.Opened.Count < 2)
        {
            time.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Yield();
        }
        var result = await running.WaitAsync(Patience);

        Assert.Multiple(() =>
        {
            Assert.That(result.Status, Is.EqualTo(RunStatus.Complete));
            Assert.That(
                run.Calls.Failures,
                Is.EqualTo(new[] { $"{SecondEpisode} seeker 1 DeadlineExceeded: step: no answer within 60 s True" })
            );
        });
    }

    [Test]
    public async Task PolicyServerIsLostOnce_TrialIsRetriedAndScored()
    {
        var isLost = true;
        var policy = new FunctionPolicy(seen =>
        {
            if (seen.TimeSeconds > 0.5 && isLost)
            {
                isLost = false;
                throw new PolicyException("ws://there was lost") { Fault = PolicyFault.Lost };
            }
            return FunctionPolicy.Move(seen.State.Span[1] - seen.State.Span[0]);
        });
        var run = new SomeRun
        {
            Episodes = SomeEpisodes.Suite(1),
            PerCell = 1,
            Policies = [new("remote", policy)],
        };

        var result = await run.RunAsync(_folder["run"]);

        var trial = RecordedRun.Open(_folder["run"]).Trials[0];
        Assert.Multiple(() =>
        {
            Assert.That(result.Status, Is.EqualTo(RunStatus.Complete));
            Assert.That((trial.Outcome, trial.Attempts), Is.EqualTo((Outcome.Success, 2)));
            Assert.That(run.Calls.Failures, Is.EqualTo(new[] { $"{run.Episodes[0].Id} remote 1 policy server: ws://there was lost True" }));
        });
    }

    [Test]
    public async Task PolicyServerIsLostEveryTime_TrialIsErrored_AndTheRunGoesOn()
    {
        var broken = new FunctionPolicy(_ => throw new PolicyException("ws://there was lost") { Fault = PolicyFault.Lost });
        var run = new SomeRun
        {
            Episodes = SomeEpisodes.Suite(1),
            PerCell = 1,
            Policies = [new("remote", broken), new("seeker", FunctionPolicy.Seeker)],
            Options = EvaluationOptions.Default with { MaxAttempts = 2 },
        };

        await run.RunAsync(_folder["run"]);

        var trials = RecordedRun.Open(_folder["run"]).Trials.Where(trial => trial.EpisodeId == run.Episodes[0].Id).ToList();
        Assert.That(
            trials.Select(trial => (trial.Policy, trial.Outcome)),
            Is.EquivalentTo(new[] { ("remote", Outcome.Errored), ("seeker", Outcome.Success) })
        );
    }

    [Test]
    public async Task PolicyServerCannotBeHad_RunStops_AndCanBeResumed()
    {
        var isThere = false;
        var policy = new FunctionPolicy(seen =>
            isThere
                ? FunctionPolicy.Move(seen.State.Span[1] - seen.State.Span[0])
                : throw new PolicyException("ws://there cannot be reached") { Fault = PolicyFault.Unavailable }
        );
        var run = new SomeRun { Policies = [new("remote", policy)] };

        var error = await Assert.ThrowsAsync<RunException>(() => run.RunAsync(_folder["run"]));
        var written = RecordedRun.Open(_folder["run"]).Trials;
        isThere = true;
        var result = await run.RunAsync(_folder["run"], resume: true);

        Assert.Multiple(() =>
        {
            Assert.That(error!.Fault, Is.EqualTo(RunFault.Infrastructure));
            Assert.That(error.Message, Does.Contain("policy remote has no server: ws://there cannot be reached").And.Contain("--resume"));
            Assert.That(written, Is.Empty);
            Assert.That(result.Status, Is.EqualTo(RunStatus.Complete));
        });
    }

    [Test]
    public async Task PolicyReturnsNaN_RunStops()
    {
        var broken = new FunctionPolicy(seen => FunctionPolicy.Move(seen.TimeSeconds < 0.5 ? 0 : float.NaN));
        var run = new SomeRun { Policies = [new("good", FunctionPolicy.Seeker), new("broken", broken)] };

        var error = await Assert.ThrowsAsync<RunException>(() => run.RunAsync(_folder["run"]));

        var recorded = RecordedRun.Open(_folder["run"]);
        Assert.Multiple(() =>
        {
            Assert.That(error!.Fault, Is.EqualTo(RunFault.Policy));
            Assert.That(error.Message, Does.Contain("broken").And.Contain(run.Episodes[0].Id).And.Contain("step 4: action[0] is NaN"));
            Assert.That(recorded.Record.Status, Is.EqualTo(RunStatus.Partial));
            Assert.That(recorded.Trials.Select(trial => trial.Outcome), Is.EqualTo(new[] { Outcome.Success, Outcome.Errored }));
        });
    }

    [Test]
    public async Task PolicyReturnsNaN_TrialsThatAreRunningAreFinished()
    {
        using var bothRun = new Barrier(2);
        var stopped = new TaskCompletionSource();
        var broken = new FunctionPolicy(_ =>
        {
            bothRun.SignalAndWait(Patience);
            return FunctionPolicy.Move(float.NaN);
        });
        var slow = new FunctionPolicy(seen =>
        {
            if (seen.TimeSeconds == 0)
            {
                bothRun.SignalAndWait(Patience);
                stopped.Task.Wait(Patience);
            }
            return FunctionPolicy.Move(0);
        });
        var run = new SomeRun
        {
            Policies = [new("broken", broken), new("slow", slow)],
            Options = EvaluationOptions.Default with { Workers = 2 },
        };
        run.Calls.OnEachTrial = _ => stopped.TrySetResult();

        var running = run.RunAsync(_folder["run"]);

        await Assert.ThrowsAsync<RunException>(() => running.WaitAsync(Patience));
        Assert.That(
            RecordedRun.Open(_folder["run"]).Trials.Select(trial => (trial.Policy, trial.Outcome)),
            Is.EqualTo(new[] { ("broken", Outcome.Errored), ("slow", Outcome.Failure) })
        );
    }

    [TestCase(1)]
    [TestCase(3)]
    public async Task CtrlC_LeavesAReadablePartialRun(int workers)
    {
        using var stop = new CancellationTokenSource();
        var run = new SomeRun { Options = EvaluationOptions.Default with { Workers = workers } };
        run.Calls.OnEachTrial = _ =>
        {
            if (run.Calls.Trials.Count == 5)
            {
                stop.Cancel();
            }
        };

        var result = await run.RunAsync(_folder["run"], cancellationToken: stop.Token);

        var recorded = RecordedRun.Open(_folder["run"]);
        Assert.Multiple(() =>
        {
            Assert.That((result.Status, result.Cancelled), Is.EqualTo((RunStatus.Partial, true)));
            Assert.That(recorded.Record.Status, Is.EqualTo(RunStatus.Partial));
            Assert.That(recorded.Trials, Has.Count.InRange(5, 5 + workers - 1));
            Assert.That(recorded.Trials.Select(trial => trial.Outcome), Has.None.EqualTo(Outcome.Errored));
            Assert.That(run.Source.Opened, Is.All.Property(nameof(TinyWorld.IsDisposed)).True);
        });
    }

    [Test]
    public async Task CtrlC_WhileTheWorldIsSilent_AbandonsTheTrial()
    {
        using var stop = new CancellationTokenSource();
        var faults = new FaultPlan().At(SecondEpisode, step: 3, token =>
        {
            stop.Cancel();
            return new TaskCompletionSource().Task;
        });
        var run = new SomeRun { Source = new(faults) };

        var result = await run.RunAsync(_folder["run"], cancellationToken: stop.Token).WaitAsync(Patience);

        Assert.Multiple(() =>
        {
            Assert.That(result.Status, Is.EqualTo(RunStatus.Partial));
            Assert.That(RecordedRun.Open(_folder["run"]).Trials, Has.Count.EqualTo(2));
            Assert.That(run.Calls.Failures, Is.Empty);
        });
    }

    [Test]
    public async Task Stopping_FinishesAndWritesTheTrialThatRuns_AndBeginsNoOther()
    {
        using var stop = new CancellationTokenSource();
        var faults = new FaultPlan().At(SecondEpisode, step: 3, _ =>
        {
            stop.Cancel();
            return Task.CompletedTask;
        });
        var run = new SomeRun { Source = new(faults), Options = EvaluationOptions.Default with { Stopping = stop.Token } };

        var result = await run.RunAsync(_folder["run"]);

        var trials = RecordedRun.Open(_folder["run"]).Trials;
        Assert.Multiple(() =>
        {
            Assert.That((result.Status, result.Cancelled), Is.EqualTo((RunStatus.Partial, true)));
            Assert.That(trials, Has.Count.EqualTo(3));
            Assert.That(trials[^1].EpisodeId, Is.EqualTo(SecondEpisode));
            Assert.That(trials.Select(trial => trial.Outcome), Has.None.EqualTo(Outcome.Errored));
        });
    }

    [Test]
    public async Task Resume_FinishesWithoutDuplicatesOrGaps()
    {
        await new SomeRun().RunAsync(_folder["whole"]);
        using var stop = new CancellationTokenSource();
        var first = new SomeRun { Source = new(new FaultPlan().At(SecondEpisode, step: 1, EnvironmentFault.InvalidArgument)) };
        first.Calls.OnEachTrial = _ =>
        {
            if (first.Calls.Trials.Count == 7)
            {
                stop.Cancel();
            }
        };
        await first.RunAsync(_folder["run"], cancellationToken: stop.Token);

        var second = new SomeRun { Options = EvaluationOptions.Default with { Workers = 2 } };
        var result = await second.RunAsync(_folder["run"], resume: true);

        var recorded = RecordedRun.Open(_folder["run"]);
        Assert.Multiple(() =>
        {
            Assert.That(result.Status, Is.EqualTo(RunStatus.Complete));
            // Five were left, and the errored one was run again.
            Assert.That(second.Calls.Trials, Has.Count.EqualTo(6));
            Assert.That((second.Calls.Last!.Planned, second.Calls.Last.Earlier, second.Calls.Last.Done), Is.EqualTo((12, 6, 6)));
            Assert.That(recorded.Trial(new(SecondEpisode, "seeker")).Attempts, Is.EqualTo(2));
            Assert.That(
                SomeRun.Facts(_folder["run"]).Select(WithoutAttempts),
                Is.EqualTo(SomeRun.Facts(_folder["whole"]).Select(WithoutAttempts))
            );
            Assert.That(recorded.Record.Settings.Workers, Is.EqualTo(2));
        });
    }

    [Test]
    public async Task Resume_SceneIsNotTheOneThatWasRun_IsRefused()
    {
        await new SomeRun().RunAsync(_folder["run"]);
        var moved = SomeEpisodes.Suite(3).Select(episode => episode with { Scene = episode.Tabletop() with { FingerPosition = 0.03 } });

        var error = await Assert.ThrowsAsync<RunException>(() =>
            new SomeRun { Episodes = [.. moved] }.RunAsync(_folder["run"], resume: true)
        );

        Assert.That(error!.Message, Does.Contain("the scene of tiny/reach/id/0000 is not the one that was run before"));
    }

    [Test]
    public async Task RunAsync_PolicySpeaksAnotherLanguage_RefusesBeforeTheFirstStep()
    {
        var spec = FunctionPolicy.Holder.Spec with { ControlPeriodSeconds = 0.1, Cameras = [new("3rd_view_camra", 32, 24)] };
        var run = new SomeRun { Policies = [new("odd", new FunctionPolicy(_ => FunctionPolicy.Move(0)) { Spec = spec })] };

        var error = await Assert.ThrowsAsync<RunException>(() => run.RunAsync(_folder["run"]));

        Assert.Multiple(() =>
        {
            Assert.That(error!.Fault, Is.EqualTo(RunFault.Refused));
            Assert.That(error.Message, Does.Contain("odd: control_period_seconds").And.Contain("did you mean '3rd_view_camera'?"));
            Assert.That(run.Source.Opened, Is.Empty);
        });
    }

    [Test]
    public async Task RunAsync_EpisodeListedTwice_IsRefused()
    {
        var run = new SomeRun { Episodes = [SomeEpisodes.Control(0), SomeEpisodes.Control(0)] };

        var error = await Assert.ThrowsAsync<RunException>(() => run.RunAsync(_folder["run"]));

        Assert.That(error!.Message, Does.Contain("planned twice"));
    }

    [Test]
    public async Task RunAsync_ObserverOfEpisodes_SeesEveryAttemptToItsEnd()
    {
        var watchers = new List<Watcher>();
        var run = new SomeRun
        {
            Policies = [new("seeker", FunctionPolicy.Seeker)],
            Source = new(new FaultPlan().At(SecondEpisode, step: 2, EnvironmentFault.Internal)),
            Options = EvaluationOptions.Default with
            {
                Watchers =
                [
                    (_, _) =>
                    {
                        watchers.Add(new());
                        return watchers[^1];
                    },
                ],
            },
        };

        await run.RunAsync(_folder["run"]);

        Assert.Multiple(() =>
        {
            Assert.That(watchers, Has.Count.EqualTo(7).And.All.Property(nameof(Watcher.IsDisposed)).True);
            Assert.That(watchers.Select(watcher => watcher.Pictures).Distinct(), Is.EquivalentTo(new[] { SomeEpisodes.Steps + 1, 2 }));
            Assert.That(watchers.Count(watcher => watcher.Result is not null), Is.EqualTo(6));
        });
    }

    private static TimeSpan Patience => TimeSpan.FromMinutes(5);

    private static string WithoutAttempts(string facts) => System.Text.RegularExpressions.Regex.Replace(facts, "Attempts = [0-9]+", "");

    private static List<EpisodeSpec> KeyedShuffle(IReadOnlyList<EpisodeSpec> episodes)
    {
        var random = KeyedRandom.Create(1, "shuffle");
        return [.. episodes.OrderBy(_ => random.NextUInt64())];
    }

    private sealed class Watcher : IEpisodeObserver
    {
        public System.Collections.Immutable.ImmutableArray<CameraRequest> Cameras { get; } = [new(TinyWorld.Camera, 64, 48)];

        public int Pictures { get; private set; }

        public bool IsDisposed { get; private set; }

        public EpisodeResult? Result { get; private set; }

        public void OnReset(TimeStep first) => Look(first);

        public void OnStep(int step, ReadOnlySpan<float> action, TimeStep now) => Look(now);

        public ValueTask OnEndAsync(EpisodeResult result, CancellationToken cancellationToken)
        {
            Result = result;
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            IsDisposed = true;
            return ValueTask.CompletedTask;
        }

        private void Look(TimeStep now) => Pictures += now.Observation.Images.Count(image => image.Width == 64);
    }
}
