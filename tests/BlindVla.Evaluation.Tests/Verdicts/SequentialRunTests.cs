using BlindVla.Core;
using BlindVla.Evaluation.Tests.Fakes;

namespace BlindVla.Evaluation.Tests.Verdicts;

internal sealed class SequentialRunTests
{
    private static readonly GateRules Rules = new("tiny", "tiny", 0.3, [], 0.05, 0.8, MaxErrored: 0.5, 0.01, null);

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [TestCase(1)]
    [TestCase(3)]
    public async Task CandidateThatNeverSucceeds_IsARegression_AndEachWorkerOpensOneEnvironment(int workers)
    {
        var gate = new GateTry(Rules, perCell: 30, "seeker", "hold") { Workers = workers };

        var result = await gate.RunAsync(_folder["run"]);

        var recorded = RecordedRun.Open(_folder["run"]);
        Assert.Multiple(() =>
        {
            Assert.That(result.Gate.Verdict, Is.EqualTo(Verdict.Regression));
            Assert.That(result.Gate.IsSequential, Is.True);
            Assert.That(result.Episodes, Is.EqualTo(40), "twenty scenes, and not all");
            Assert.That(recorded.Trials, Has.Count.InRange(2 * result.Episodes, (2 * result.Episodes) + 4), "no more than a round ahead");
            Assert.That(recorded.Record.Status, Is.EqualTo(RunStatus.Decided));
            Assert.That(gate.Source.Opened, Has.Count.InRange(1, workers).And.All.Property(nameof(TinyWorld.IsDisposed)).True);
            Assert.That(gate.Calls.Last!.Planned, Is.EqualTo(recorded.Trials.Count), "the rounds count as one run");
        });
    }

    [Test]
    public async Task Verdict_IsTheSameWithAnyNumberOfWorkers()
    {
        var rules = Rules with { Protected = [new("vision", 0.4)] };
        var one = await new GateTry(rules, perCell: 30, "seeker", "same").RunAsync(_folder["one"]);
        var four = await new GateTry(rules, perCell: 30, "seeker", "same") { Workers = 4 }.RunAsync(_folder["four"]);

        Assert.That(one.Gate.Verdict, Is.EqualTo(Verdict.Pass));
        Assert.That(four.Gate.ToJson(), Is.EqualTo(one.Gate.ToJson()));
        AssertSameTrials("one", "four", 2 * one.Episodes);
    }

    /// <summary>With a barrier between rounds the trial would wait for ever for one of the next.</summary>
    [Test]
    [CancelAfter(60_000)]
    public async Task NextRound_IsBegunWhileATrialOfThisOneIsStillRun(CancellationToken cancellationToken)
    {
        using var ahead = new ManualResetEventSlim();
        var waiting = 0;
        var candidate = new FunctionPolicy(seen =>
        {
            // Objects of later rounds lie farther away.
            if (seen.State.Span[1] > 0.45)
            {
                ahead.Set();
            }
            else if (Interlocked.Exchange(ref waiting, 1) == 0)
            {
                ahead.Wait(cancellationToken);
            }
            return FunctionPolicy.Move(seen.State.Span[1] - seen.State.Span[0]);
        })
        {
            Spec = FunctionPolicy.Holder.Spec,
        };

        var gate = new GateTry(Rules, perCell: 4, new NamedPolicy("seeker", FunctionPolicy.Seeker), new NamedPolicy("waiter", candidate))
        {
            Workers = 2,
        };

        Assert.That((await gate.RunAsync(_folder["run"], cancelled: cancellationToken)).Episodes, Is.EqualTo(8));
    }

    [Test]
    public async Task EpisodesRunOut_IsInconclusive()
    {
        var result = await new GateTry(Rules, perCell: 2, "seeker", "same").RunAsync(_folder["run"]);

        Assert.That((result.Gate.Verdict, result.Episodes), Is.EqualTo((Verdict.Inconclusive, 4)));
        var run = RecordedRun.Open(_folder["run"]);
        var sides = run.Record.Identity.Policies.Select(policy => new ComparisonSide(run, policy)).ToList();
        Assert.That(run.Record.Status, Is.EqualTo(RunStatus.Undecided));
        Assert.That(ReleaseGate.Judge(Rules, sides[0], sides[1]).ToJson(), Is.EqualTo(result.Gate.ToJson()), "judged as it was run");
    }

    [TestCase(1, true)]
    [TestCase(3, true)]
    [TestCase(1, false)]
    public async Task StoppedInTheMiddle_GoesOnToTheSameVerdict(int workers, bool finishes)
    {
        var whole = await new GateTry(Rules, perCell: 30, "seeker", "hold").RunAsync(_folder["whole"]);
        using var stop = new CancellationTokenSource();
        var first = new GateTry(Rules, perCell: 30, "seeker", "hold") { Workers = workers };
        first.Calls.OnEachTrial = _ =>
        {
            if (first.Calls.Trials.Count == 5)
            {
                stop.Cancel();
            }
        };

        await Assert.ThrowsAsync(Is.InstanceOf<OperationCanceledException>(), () =>
            first.RunAsync(_folder["run"], stopping: finishes ? stop.Token : default, cancelled: finishes ? default : stop.Token)
        );

        var partial = RecordedRun.Open(_folder["run"]);
        Assert.That(partial.Trials, Has.Count.InRange(5, 5 + workers - 1));
        Assert.That(partial.Trials.Select(trial => trial.Outcome), Has.None.EqualTo(Outcome.Errored));
        Assert.That(partial.Record.Status, Is.EqualTo(RunStatus.Partial));
        AssertIsNotJudged(partial);
        var second = new GateTry(Rules, perCell: 30, "seeker", "hold") { Workers = workers };
        var result = await second.RunAsync(_folder["run"], resume: true);
        Assert.That(result.Gate.ToJson(), Is.EqualTo(whole.Gate.ToJson()));
        AssertSameTrials("whole", "run", 2 * whole.Episodes);
        Assert.That(RecordedRun.Open(_folder["run"]).Record.Status, Is.EqualTo(RunStatus.Decided));
        Assert.That(second.Calls.Last!.Earlier, Is.EqualTo(partial.Trials.Count), "nothing was run twice");
    }

    [Test]
    public async Task EnvironmentDies_ItsTrialIsRunInANewOne_WhichTheLaterRoundsKeep()
    {
        var dying = SomeEpisodes.Perturbed(0).Id;
        var gate = new GateTry(Rules, perCell: 30, "seeker", "hold", new FaultPlan().At(dying, step: 2, EnvironmentFault.Unavailable));

        var result = await gate.RunAsync(_folder["run"]);

        Assert.That(result.Gate.Verdict, Is.EqualTo(Verdict.Regression));
        Assert.That(
            RecordedRun.Open(_folder["run"]).Trials.Where(trial => trial.Attempts > 1).Select(trial => trial.Key),
            Is.EqualTo(new[] { new TrialKey(dying, "seeker") })
        );
        Assert.That(gate.Source.Opened, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task TrialThatStaysErrored_IsBegunThreeTimes_AndLeavesItsPair()
    {
        var dying = SomeEpisodes.Perturbed(0).Id;
        var faults = new FaultPlan().At(dying, step: 2, EnvironmentFault.Unavailable, times: 3);
        var gate = new GateTry(Rules, perCell: 30, "seeker", "hold", faults);

        var result = await gate.RunAsync(_folder["run"]);

        var errored = RecordedRun.Open(_folder["run"]).Trials.Single(trial => trial.Outcome == Outcome.Errored);
        Assert.Multiple(() =>
        {
            Assert.That((errored.EpisodeId, errored.Policy, errored.Attempts), Is.EqualTo((dying, "seeker", 3)));
            Assert.That(gate.Calls.Failures, Has.Count.EqualTo(3), "no later round began it again");
            Assert.That(result.Gate.Verdict, Is.EqualTo(Verdict.Regression));
            Assert.That(result.Gate.Claims[0].Comparison.Counts.Pairs, Is.EqualTo(result.Episodes - 1));
        });
    }

    [Test]
    public async Task PairsThatBrokeOff_TellTheGateNothing()
    {
        var undisturbed = await new GateTry(Rules, perCell: 30, "seeker", "same").RunAsync(_folder["undisturbed"]);
        var faults = new FaultPlan();
        foreach (var episode in SomeEpisodes.Suite(1))
        {
            faults.At(episode.Id, step: 0, EnvironmentFault.InvalidArgument);
        }

        var result = await new GateTry(Rules, perCell: 30, "seeker", "same", faults).RunAsync(_folder["run"]);

        Assert.That((undisturbed.Gate.Verdict, result.Gate.Verdict), Is.EqualTo((Verdict.Pass, Verdict.Pass)));
        Assert.That(result.Episodes, Is.EqualTo(undisturbed.Episodes + 2), "a round in place of the one that says nothing");
    }

    [Test]
    public async Task EmergencyStop_EndsTheRunWithItsReason()
    {
        var faults = new FaultPlan().At(SomeEpisodes.Control(1).Id, step: 1, EnvironmentFault.EmergencyStop);
        var gate = new GateTry(Rules, perCell: 30, "seeker", "hold", faults) { Workers = 2 };

        var error = await Assert.ThrowsAsync<RunException>(() => gate.RunAsync(_folder["run"]));

        Assert.That(error!.Fault, Is.EqualTo(RunFault.Infrastructure));
        Assert.That(error.Message, Does.Contain("emergency stop in episode").And.Contain("--resume"));
        Assert.That(gate.Source.Opened, Is.All.Property(nameof(TinyWorld.IsDisposed)).True);
    }

    [Test]
    public async Task CellsOfClosedClaims_AreLeftOutOfLaterRounds()
    {
        // Over all a wide margin, which is soon excluded; what is still open then is about unperturbed episodes.
        var rules = Rules with { Protected = [new("id", 0.05)] };

        var result = await new GateTry(rules, perCell: 100, "seeker", "same").RunAsync(_folder["run"]);

        var rounds = RecordedRun.Open(_folder["run"]).Trials.ToLookup(trial => trial.Split, trial => trial.Index);
        var (unperturbed, perturbed) = (rounds[Split.InDistribution].Max() + 1, rounds[Split.OutOfDistribution].Max() + 1);
        Assert.That(result.Gate.Verdict, Is.EqualTo(Verdict.Pass));
        Assert.That(perturbed, Is.LessThan(unperturbed));
        Assert.That(result.Episodes, Is.InRange(unperturbed + perturbed - 1, unperturbed + perturbed), "one may be of the round ahead");
    }

    [Test]
    public async Task EpisodesOfTheOpenClaimRunOut_IsUndecidedWithoutTheOthers()
    {
        var rules = Rules with { Protected = [new("id", 0.05)] };

        var result = await new GateTry(rules, perCell: 30, "seeker", "same").RunAsync(_folder["run"]);

        var recorded = RecordedRun.Open(_folder["run"]);
        Assert.That(result.Gate.Verdict, Is.EqualTo(Verdict.Inconclusive));
        Assert.That(recorded.Trials, Has.Count.LessThan(recorded.Record.Trials.Planned));
        Assert.That(recorded.Record.Status, Is.EqualTo(RunStatus.Undecided));
    }

    [Test]
    public async Task BaselineThatIsNotDeterministic_IsRunTwiceInTheFirstRounds()
    {
        var gate = new GateTry(Rules, perCell: 30, "seeker", "same", isDeterministic: false);

        var result = await gate.RunAsync(_folder["run"]);

        var again = RecordedRun.Open(_folder["run"]).Trials.Where(trial => trial.Policy == "seeker-again").ToList();
        Assert.That(again.Select(trial => trial.Index).Distinct(), Is.EquivalentTo(new[] { 0, 1, 2, 3, 4 }));
        Assert.That((result.Gate.Verdict, result.Gate.RepeatDiscordance), Is.EqualTo((Verdict.Pass, (double?)0)));
        Assert.That(gate.Source.Opened, Has.Count.EqualTo(1));
    }

    [TestCase("same", 0.3, Verdict.Pass, TestName = "EndedByAGate_JudgedAgain_SaysTheSame(pass)")]
    [TestCase("hold", 0.3, Verdict.Regression, TestName = "EndedByAGate_JudgedAgain_SaysTheSame(regression)")]
    [TestCase("same", 0.05, Verdict.Inconclusive, TestName = "EndedByAGate_JudgedAgain_SaysTheSame(undecided)")]
    public async Task EndedByAGate_JudgedAgain_SaysTheSame(string candidate, double margin, Verdict expected)
    {
        var rules = Rules with { Protected = [new("id", margin)] };

        var result = await new GateTry(rules, perCell: 30, "seeker", candidate) { Workers = 3 }.RunAsync(_folder["run"]);

        var run = RecordedRun.Open(_folder["run"]);
        var sides = run.Record.Identity.Policies.Select(policy => new ComparisonSide(run, policy)).ToList();
        Assert.That(run.Record.WasEndedByAGate, Is.True);
        Assert.That(result.Gate.Verdict, Is.EqualTo(expected));
        Assert.That(ReleaseGate.Judge(rules, sides[0], sides[1]).ToJson(), Is.EqualTo(result.Gate.ToJson()));
    }

    [Test]
    public async Task SidesThatNeverSucceed_AreRunForTwentyScenes_AndPassNothing()
    {
        var result = await new GateTry(Rules, perCell: 30, "hold", "rest").RunAsync(_folder["run"]);

        Assert.That((result.Gate.Verdict, result.Episodes), Is.EqualTo((Verdict.Inconclusive, 40)));
        Assert.That(result.Gate.Reasons, Has.Some.EqualTo("all: neither side succeeds in any of 40 pairs: nothing to compare"));
    }

    [Test]
    public async Task ClaimWithTooFewScenesToLookAt_SaysThat()
    {
        var rules = Rules with { Protected = [new("vision", 0.3)] };

        var result = await new GateTry(rules, perCell: 30, "seeker", "hold").RunAsync(_folder["run"]);

        Assert.That(
            result.Gate.Claims.Select(claim => (claim.Name, claim.Verdict, claim.WhyNotYet)),
            Is.EqualTo(
                new[]
                {
                    ("all", Verdict.Inconclusive, "not looked at before 20 scenes, which its cells share"),
                    ("vision", Verdict.Regression, (string?)null),
                }
            )
        );
        Assert.That(result.Gate.Reasons, Has.Some.EqualTo("all: not looked at before 20 scenes, which its cells share"));
    }

    [Test]
    public async Task Decided_AndResumed_RunsNoTrialMore([Values(1, 3)] int workers)
    {
        var before = await new GateTry(Rules, perCell: 30, "seeker", "hold").RunAsync(_folder["run"]);
        // As of one that was killed when it had just decided: nothing of the next round is there.
        var ledger = Path.Combine(_folder["run"], RunFolder.LedgerFile);
        File.WriteAllLines(ledger, File.ReadLines(ledger).Take(1 + (2 * before.Episodes)).ToList());
        SomeRun.Rewrite(_folder["run"], run => run with { Trials = run.Trials with { Finished = 2 * before.Episodes } });
        var again = new GateTry(Rules, perCell: 30, "seeker", "hold") { Workers = workers };

        var result = await again.RunAsync(_folder["run"], resume: true);

        Assert.That(result.Gate.ToJson(), Is.EqualTo(before.Gate.ToJson()));
        Assert.That(again.Calls.Trials, Is.Empty);
    }

    /// <summary>So few pairs are no sample of fixed size either, of which a gate with wide margins would say something at once.</summary>
    [Test]
    public async Task Killed_IsNotJudgedBeforeItHasGoneOn()
    {
        await new GateTry(Rules, perCell: 30, "seeker", "hold").RunAsync(_folder["run"]);
        SomeRun.Rewrite(_folder["run"], run => run with { Status = RunStatus.Running });

        AssertIsNotJudged(RecordedRun.Open(_folder["run"]));
    }

    /// <summary>Whoever had eval finish it has all trials, but a gate had looked at the first of them.</summary>
    [Test]
    public async Task FinishedByEval_IsJudgedByTheTestThatWasLookedAt()
    {
        var gate = new GateTry(Rules, perCell: 30, "seeker", "hold");
        var result = await gate.RunAsync(_folder["run"]);

        await gate.Whole.RunAsync(_folder["run"], resume: true);

        var run = RecordedRun.Open(_folder["run"]);
        Assert.That((run.Record.Status, run.Record.Gate), Is.EqualTo((RunStatus.Complete, "tiny")));
        Assert.That(Judge(run).ToJson(), Is.EqualTo(result.Gate.ToJson()));
    }

    [Test]
    public async Task EndedByAGateAfterFewPairs_IsNotJudgedAsASampleOfFixedSize()
    {
        // A candidate that fails is soon found; by another gate, whose margin is all there is, the same few pairs would do for a sample.
        await new GateTry(Rules, perCell: 30, "seeker", "hold").RunAsync(_folder["run"]);
        var lenient = Rules with { Margin = 0.99, PracticalDrop = 1 };

        var run = RecordedRun.Open(_folder["run"]);
        var sides = run.Record.Identity.Policies.Select(policy => new ComparisonSide(run, policy)).ToList();
        var judged = ReleaseGate.Judge(lenient, sides[0], sides[1]);

        Assert.That(judged.IsSequential, Is.True);
        Assert.That(judged.Reasons[0], Does.Contain("by a test that is looked at after each scene; guarantee calibrated"));
    }

    /// <summary>Whoever runs parts runs more than one process would have; the gate looks at what that would have run.</summary>
    [TestCase("same", 0.3, 30, true, Verdict.Pass)]
    [TestCase("hold", 0.3, 30, true, Verdict.Regression)]
    [TestCase("same", 0.05, 30, true, Verdict.Inconclusive)]
    [TestCase("same", 0.05, 100, true, Verdict.Pass, Description = "some cells are left out of later rounds")]
    [TestCase("same", 0.3, 30, false, Verdict.Pass)]
    public async Task Parts_PutTogether_AreTheRunOfOneProcess(
        string candidate,
        double margin,
        int perCell,
        bool isDeterministic,
        Verdict expected
    )
    {
        const int parts = 7;
        var rules = Rules with { Protected = [new("id", margin)] };
        var gate = new GateTry(rules, perCell, "seeker", candidate, isDeterministic: isDeterministic);
        var one = await gate.RunAsync(_folder["one"]);
        // In any order.
        for (var part = parts; part >= 1; part--)
        {
            await gate.RunPartAsync(_folder[$"part{part}"], new(part, parts));
        }
        List<string> folders = [.. Enumerable.Range(1, parts).Select(part => _folder[$"part{part}"])];

        var result = gate.Rounds.Gather(folders, _folder["whole"], TimeProvider.System);

        var (whole, alone) = (RecordedRun.Open(_folder["whole"]).Record, RecordedRun.Open(_folder["one"]).Record);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.Gate.Verdict, Is.EqualTo(expected));
            Assert.That(result.Gate.ToJson(), Is.EqualTo(one.Gate.ToJson()));
            Assert.That(result.Episodes, Is.EqualTo(one.Episodes));
            Assert.That(SomeRun.Facts(_folder["whole"]), Is.SubsetOf(SomeRun.Facts(_folder["one"])));
            Assert.That(RecordedRun.Open(folders[1]).Record.Status, Is.EqualTo(RunStatus.Undecided));
            Assert.That(RunComparison.Differences(alone.Identity, whole.Identity), Is.Empty);
            Assert.That((whole.Status, whole.GateSha256), Is.EqualTo((alone.Status, alone.GateSha256)));
            Assert.That(whole.Trials.Planned, Is.EqualTo(alone.Trials.Planned));
            Assert.That(Judge(RecordedRun.Open(_folder["whole"]), rules).ToJson(), Is.EqualTo(one.Gate.ToJson()), "judged again");
        }
    }

    [Test]
    public async Task FirstPartsAlone_AreNotOver_AndAGapIsNotLookedBeyond()
    {
        var gate = new GateTry(Rules, perCell: 30, "seeker", "hold");
        foreach (var part in (int[])[1, 3])
        {
            await gate.RunPartAsync(_folder[$"part{part}"], new(part, 3));
        }
        var (first, third) = (RecordedRun.Open(_folder["part1"]).Trials, RecordedRun.Open(_folder["part3"]).Trials);

        var looked = gate.Rounds.Look(first.Concat(third));

        Assert.That((looked.IsOver, looked.Verdict), Is.EqualTo((false, Verdict.Inconclusive)));
        Assert.That(looked.Trials, Is.EqualTo(first.OrderBy(trial => trial.Index).Select(trial => trial.Key)));
    }

    [Test]
    public async Task Parts_OfAGateThatWasChanged_AreRefused()
    {
        var gate = new GateTry(Rules, perCell: 30, "seeker", "hold");
        await gate.RunPartAsync(_folder["part"], new(1, 1));
        var other = new GateTry(Rules with { Margin = 0.2 }, perCell: 30, "seeker", "hold");

        Assert.That(
            () => other.Rounds.Gather([_folder["part"]], _folder["whole"], TimeProvider.System),
            Throws.TypeOf<RunException>().With.Message.Contains("is not of the gate tiny as it is now")
        );
        Assert.That(Directory.Exists(_folder["whole"]), Is.False);
    }

    private static GateResult Judge(RecordedRun run, GateRules rules)
    {
        var sides = run.Record.Identity.Policies.Select(policy => new ComparisonSide(run, policy)).ToList();
        return ReleaseGate.Judge(rules, sides[0], sides[1], repeatDiscordance: sides.Count > 2 ? 0 : null);
    }

    private static GateResult Judge(RecordedRun run)
    {
        var sides = run.Record.Identity.Policies.Select(policy => new ComparisonSide(run, policy)).ToList();
        return ReleaseGate.Judge(Rules, sides[0], sides[1]);
    }

    private static void AssertIsNotJudged(RecordedRun run)
    {
        var judged = Judge(run);
        Assert.That(judged.Verdict, Is.EqualTo(Verdict.NotComparable));
        Assert.That(
            judged.Reasons.Single(),
            Does.StartWith($"{run.Path} was stopped before its gate, tiny, could say")
                .And.Contain($"gate tiny --run --out {run.Path} --resume")
        );
    }

    /// <summary>What was looked at is the same; of the round ahead one run may have more than the other.</summary>
    private void AssertSameTrials(string one, string other, int lookedAt) =>
        Assert.That(
            SomeRun.Facts(_folder[one]).Intersect(SomeRun.Facts(_folder[other])).Count(),
            Is.InRange(lookedAt, lookedAt + 4),
            "every trial that was looked at"
        );

    /// <summary>A gate's run in a tiny world, by one process.</summary>
    private sealed class GateTry
    {
        private readonly IReadOnlyList<EpisodeSpec> _episodes;
        private readonly int _perCell;
        private readonly SequentialRun _run;
        private readonly GateRules _rules;
        private readonly NamedPolicy _baseline;
        private readonly NamedPolicy _candidate;

        public GateTry(
            GateRules rules,
            int perCell,
            string baseline,
            string candidate,
            FaultPlan? faults = null,
            bool isDeterministic = true
        )
            : this(
                rules,
                perCell,
                new(baseline, Policy(baseline, isDeterministic)),
                new(candidate, Policy(candidate, isDeterministic: true)),
                faults
            ) { }

        public GateTry(GateRules rules, int perCell, NamedPolicy baseline, NamedPolicy candidate, FaultPlan? faults = null)
        {
            (_episodes, _perCell) = (SomeEpisodes.Suite(perCell), perCell);
            (_rules, _baseline, _candidate) = (rules, baseline, candidate);
            _run = new(rules, _episodes, baseline, candidate);
            Source = new(faults);
        }

        public TinyWorldSource Source { get; }

        public CallList Calls { get; } = new();

        public int Workers { get; init; } = 1;

        /// <summary>All that it may run.</summary>
        public SomeRun Whole =>
            new()
            {
                Episodes = _episodes,
                PerCell = _perCell,
                Policies = _run.Policies,
            };

        public async Task<SequentialResult> RunAsync(
            string path,
            bool resume = false,
            CancellationToken stopping = default,
            CancellationToken cancelled = default
        )
        {
            var options = EvaluationOptions.Default with { Workers = Workers, Stopping = stopping };
            using var folder = Whole.Open(path, resume);
            return await _run.RunAsync(Source, folder, options, Calls, TimeProvider.System, cancelled);
        }

        public GateRounds Rounds => new(_rules, _episodes, _baseline.Name, _candidate.Name);

        /// <summary>Some of the scenes, as a task of an array has them.</summary>
        public async Task RunPartAsync(string path, Shard part)
        {
            var (first, end) = part.RangeOf(_perCell);
            var episodes = _episodes.Where(episode => episode.Index >= first && episode.Index < end).ToList();
            var whole = new SomeRun
            {
                Episodes = episodes,
                PerCell = _perCell,
                Policies = _run.Policies,
                Shard = part,
            };
            using var folder = whole.Open(path);
            await new SequentialRun(_rules, episodes, _baseline, _candidate).RunPartAsync(
                Source,
                folder,
                EvaluationOptions.Default,
                Calls,
                TimeProvider.System,
                CancellationToken.None
            );
        }

        private static FunctionPolicy Policy(string name, bool isDeterministic)
        {
            var spec = FunctionPolicy.Holder.Spec with { IsDeterministic = isDeterministic };
            return new(seen => FunctionPolicy.Move(name is "seeker" or "same" ? seen.State.Span[1] - seen.State.Span[0] : 0))
            {
                Spec = spec,
            };
        }
    }
}
