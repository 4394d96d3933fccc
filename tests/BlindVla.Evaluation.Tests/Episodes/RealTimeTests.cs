using BlindVla.Core;
using BlindVla.Evaluation.Tests.Fakes;

namespace BlindVla.Evaluation.Tests.Episodes;

/// <summary>What becomes of policies that take their time, in a world that does not wait.</summary>
internal sealed class RealTimeTests
{
    private const int Steps = 16;

    private readonly SteppedTime _time = new();
    private ClockWorld _world = null!;

    [SetUp]
    public void MakeWorld() => _world = new(_time.Clock);

    [Test]
    public void Run_ChunkedPolicyThatThinksForLessThanHalfAChunk_KeepsTheBeat()
    {
        var (result, _) = Run(LateRule.Wait, chunk: 4, milliseconds: 300);

        Assert.Multiple(() =>
        {
            Assert.That(ActionsForTheirSteps(), Is.EqualTo(Enumerable.Range(1, Steps)), "each action is for the step that it is sent for");
            Assert.That(_world.Actions[0].At, Is.EqualTo(0.3), "nothing moves before the first prediction");
            Assert.That(_world.Actions[^1].At, Is.EqualTo(0.3 + ((Steps - 1) * 0.2)).Within(1e-9));
            Assert.That(result.Timing!.LateSteps, Is.Zero);
            Assert.That(result.Timing.EffectiveHz, Is.EqualTo(5).Within(1e-9));
            Assert.That((result.Timing.PeriodP50Seconds, result.Timing.PeriodP99Seconds), Is.EqualTo((0.2, 0.2)).Within(1e-9));
            Assert.That((result.Timing.InferenceP50Seconds, result.Timing.InferenceP99Seconds), Is.EqualTo((0.3, 0.3)).Within(1e-9));
            Assert.That(result.Timing.RoundTripP99Seconds, Is.EqualTo(0.2).Within(1e-9));
            // It waits for the first prediction and for no other.
            Assert.That(result.PolicySeconds, Is.EqualTo(0.3).Within(1e-9));
        });
    }

    /// <summary>It must see what came of its action before it thinks of the next.</summary>
    [Test]
    public void Run_PolicyOfOneActionThatThinks_StretchesThePeriodByIt()
    {
        var (result, policy) = Run(LateRule.Wait, chunk: 1, milliseconds: 300);

        Assert.Multiple(() =>
        {
            Assert.That(ActionsForTheirSteps(), Is.EqualTo(Enumerable.Range(1, Steps)));
            Assert.That(policy.Begun, Is.EqualTo(Steps));
            Assert.That(result.Timing!.EffectiveHz, Is.EqualTo(2).Within(1e-9));
            Assert.That(result.Timing.LateSteps, Is.EqualTo(Steps - 1));
            Assert.That(result.Timing.ActionAgeP50Seconds, Is.EqualTo(0.3).Within(1e-9));
        });
    }

    /// <summary>A fifth of a control period is no delay.</summary>
    [TestCase(40, 0)]
    [TestCase(41, Steps - 1)]
    public void Run_PolicyThatThinksForAMoment_IsLateBeyondAFifthOfAPeriod(int milliseconds, int late)
    {
        var (result, _) = Run(LateRule.Wait, chunk: 1, milliseconds);

        Assert.That(result.Timing!.LateSteps, Is.EqualTo(late));
    }

    [Test]
    public void Run_Hold_KeepsTheBeat_AndTheGripperAsItWas()
    {
        var (result, _) = Run(LateRule.Hold, chunk: 1, milliseconds: 300);

        Assert.Multiple(() =>
        {
            // Of three steps one is for the action: 0.3 s are over in the second step of 0.2 s after it.
            Assert.That(_world.Actions.Select(action => action.At), Is.EqualTo(Enumerable.Range(0, Steps).Select(HeldAt)).Within(0.002));
            Assert.That(
                _world.Actions.Select(action => action.Values[0] > 0),
                Is.EqualTo(Enumerable.Range(0, Steps).Select(i => i % 3 == 0))
            );
            Assert.That(_world.Actions.Select(action => action.Values[6]), Is.All.EqualTo(-1), "the arm's own hold action would open it");
            Assert.That(
                _world.Actions.Select(action => action.ObservedAt is null),
                Is.EqualTo(Enumerable.Range(0, Steps).Select(i => i % 3 != 0))
            );
            Assert.That(result.Timing!.LateSteps, Is.EqualTo(Steps - ((Steps + 2) / 3)));
            Assert.That(result.Timing.PeriodP99Seconds, Is.EqualTo(0.2).Within(1e-9));
        });

        // A step that is held begins a fifth of a period after it was due, when it is clear that the action is late.
        static double HeldAt(int step) => 0.3 + (0.2 * step) + (step % 3 == 0 ? 0 : 0.04);
    }

    /// <summary>The steps that were held are none of the policy's: the chunk goes on where its predecessor ended.</summary>
    [Test]
    public void Run_Hold_ChunkThatComesLate_GoesOnWhereItsPredecessorEnded()
    {
        Run(LateRule.Hold, new(_time.Clock, _ => 4, number => TimeSpan.FromMilliseconds(number == 1 ? 900 : 100)));

        var own = _world.Actions.Select(action => action.Values[0]).Where(value => value > 0).Select(value => (int)Math.Round(1e3 * value));
        Assert.That(own.Take(6), Is.EqualTo(new[] { 1, 2, 3, 4, 5, 6 }));
        Assert.That(_world.Actions.Skip(4).Take(3).Select(action => action.Values[0]), Is.All.Zero, "after its four actions it was held");
    }

    [Test]
    public void Run_ContinueChunk_TakesWhatIsNewest_AndGoesOnUntilThen()
    {
        var (result, policy) = Run(LateRule.ContinueChunk, chunk: 8, milliseconds: 300);
        var ages = (result.Timing!.ActionAgeP50Seconds, result.Timing.ActionAgeP99Seconds);
        var going = (ActionsForTheirSteps(), result.Timing.LateSteps, policy.Begun);
        MakeWorld();
        var (waiting, other) = Run(LateRule.Wait, chunk: 8, milliseconds: 300);

        Assert.Multiple(() =>
        {
            Assert.That(going.Item1, Is.EqualTo(Enumerable.Range(1, Steps)));
            Assert.That(going.LateSteps, Is.Zero);
            Assert.That(going.Begun, Is.GreaterThan(other.Begun));
            Assert.That(ages.ActionAgeP50Seconds, Is.LessThan(waiting.Timing!.ActionAgeP50Seconds!));
            Assert.That(ages.ActionAgeP99Seconds, Is.LessThan(waiting.Timing.ActionAgeP99Seconds!));
        });
    }

    [Test]
    public void Run_ContinueChunk_WhereTheChunkEnds_Waits()
    {
        var (result, _) = Run(LateRule.ContinueChunk, chunk: 2, milliseconds: 900);

        Assert.That(ActionsForTheirSteps(), Is.EqualTo(Enumerable.Range(1, Steps)));
        Assert.That(result.Timing!.LateSteps, Is.GreaterThan(Steps / 2 - 2));
    }

    /// <summary>Two steps were taken while it thought of one: there is nothing in it for what comes next.</summary>
    [Test]
    public void Run_ChunkThatIsOverBeforeItIsThere_IsNotCarriedOut()
    {
        var (_, policy) = Run(LateRule.Wait, new(_time.Clock, number => number == 1 ? 1 : 4, _ => TimeSpan.FromMilliseconds(100)));

        var steps = _world.Actions.ConvertAll(action => (int)Math.Round(1e3 * action.Values[0]));
        Assert.That(steps.Take(6), Is.EqualTo(new[] { 1, 2, 3, 4, 0, 6 }), "it holds once to look again");
        Assert.That(policy.Begun, Is.GreaterThan(3));
    }

    [Test]
    public void Run_ActionOfSomethingOld_SaysSo_AndIsCountedWhereItIsHeld()
    {
        _world = new(_time.Clock) { MaxActionAge = 0.75 };

        var (result, _) = Run(LateRule.Wait, chunk: 4, milliseconds: 300);

        Assert.Multiple(() =>
        {
            // A chunk of four begins when its picture is 0.3 s old, and every later one 0.4 s: its first two actions are over.
            Assert.That(_world.Actions[3].ObservedAt, Is.Zero);
            Assert.That(_world.Actions[3].At, Is.EqualTo(0.9).Within(1e-9));
            Assert.That($"{result.Held}", Is.EqualTo("stale_action=1"));
            Assert.That(result.Held["stale_action"], Is.EqualTo(1));
        });
    }

    [Test]
    public void Run_EpisodeThatEndsWhileThePolicyThinks_WaitsForItBeforeItsSessionIsClosed()
    {
        var (_, policy) = Run(LateRule.ContinueChunk, chunk: 8, milliseconds: 300);

        Assert.That(policy.Ended, Is.EqualTo(policy.Begun));
    }

    [Test]
    public void Run_PolicyThatFailsWhileTheArmMoves_IsNamedAtTheStepThatNeedsIt()
    {
        var failing = new ThinkingPolicy(
            _time.Clock,
            _ => 4,
            number => number == 1 ? throw new PolicyException("out of ideas") : TimeSpan.Zero
        );

        Assert.That(() => Run(LateRule.Wait, failing), Throws.TypeOf<PolicyException>().With.Message.EqualTo("out of ideas"));
        Assert.That(_world.Actions, Has.Count.EqualTo(4), "what it said before is carried out");
    }

    private (EpisodeResult Result, ThinkingPolicy Policy) Run(LateRule late, int chunk, int milliseconds) =>
        Run(late, new(_time.Clock, _ => chunk, _ => TimeSpan.FromMilliseconds(milliseconds)));

    private (EpisodeResult Result, ThinkingPolicy Policy) Run(LateRule late, ThinkingPolicy policy)
    {
        var episode = SomeEpisodes.Control(0) with { MaxSteps = Steps, Late = late };
        return (_time.Run(() => new EpisodeRunner(_world, policy, _time.Clock).RunAsync(episode, [], default).AsTask()), policy);
    }

    private IEnumerable<int> ActionsForTheirSteps() => _world.Actions.Select(action => (int)Math.Round(1e3 * action.Values[0]));
}
