using BlindVla.Evaluation.Tests.Fakes;

namespace BlindVla.Evaluation.Tests.Tabletop;

internal sealed class FailurePhaseTests
{
    private const double Near = FailurePhases.ReachMeters;
    private const double JustBeyond = FailurePhases.ReachMeters + 1e-9;
    private const double OnEdge = FailurePhases.PlaceMeters;
    private const double OffEdge = FailurePhases.PlaceMeters + 1e-9;

    private static readonly TrialRecord Failed = SomeTrials.Ended(SomeEpisodes.Control(0), "hold", success: false);

    // reached: least distance of finger tips and object; apart: final distance of object and receptacle.
    [TestCase(false, false, false, JustBeyond, 0.3, FailurePhase.NeverReached)]
    [TestCase(false, false, false, 0.5, 0.0, FailurePhase.NeverReached, TestName = "Of_LiesOnTheReceptacleUntouched_NeverReached")]
    [TestCase(false, false, false, Near, 0.3, FailurePhase.GraspMissed)]
    [TestCase(false, false, false, 0.0, 0.01, FailurePhase.GraspMissed, TestName = "Of_PushedToTheReceptacle_GraspMissed")]
    [TestCase(false, true, true, 0.01, 0.3, FailurePhase.TimedOut)]
    [TestCase(false, true, true, 0.01, 0.01, FailurePhase.TimedOut, TestName = "Of_StillHeldAboveTheReceptacle_TimedOut")]
    [TestCase(false, true, false, 0.01, OffEdge, FailurePhase.Dropped)]
    [TestCase(false, true, false, 0.01, OnEdge, FailurePhase.Misplaced)]
    [TestCase(true, true, false, 0.01, 0.3, FailurePhase.Lost)]
    [TestCase(true, true, true, 0.01, 0.01, FailurePhase.Lost, TestName = "Of_PlacedAndTakenUpAgain_Lost")]
    public void Of_FailedTrial_IsTheFirstThingThatWentWrong(
        bool anyStep,
        bool grasped,
        bool holding,
        double reached,
        double apart,
        FailurePhase expected
    )
    {
        var trial = Failed with
        {
            SuccessAnyStep = anyStep,
            Measures = Measurements.Of(
                ("grasped", grasped ? 1 : 0),
                ("holding_at_end", holding ? 1 : 0),
                ("min_gripper_distance", reached),
                ("final_distance", apart)
            ),
        };

        Assert.That(FailurePhases.Of(trial), Is.EqualTo(expected));
    }

    [Test]
    public void Of_Success_HasNone() =>
        Assert.That(FailurePhases.Of(SomeTrials.Ended(SomeEpisodes.Control(0), "hold", success: true)), Is.Null);

    [Test]
    public void Of_Errored_HasNone() => Assert.That(FailurePhases.Of(SomeTrials.Errored(SomeEpisodes.Control(0), "hold")), Is.Null);

    [Test]
    public void Of_GripperWasNotMeasured_SaysNothingOfReaching() =>
        Assert.That(FailurePhases.Of(Failed with { Measures = Measurements.Of(("grasped", 0)) }), Is.Null);

    [Test]
    public void Of_GripperWasNotMeasured_StillTellsDroppedFromMisplaced() =>
        Assert.That(
            new[] { 0.3, 0.1 }.Select(apart =>
                FailurePhases.Of(
                    Failed with
                    {
                        Measures = Measurements.Of(("grasped", 1), ("holding_at_end", 0), ("final_distance", apart)),
                    }
                )
            ),
            Is.EqualTo(new[] { FailurePhase.Dropped, FailurePhase.Misplaced })
        );

    [Test]
    public void Words_EveryPhase_HasItsOwn() =>
        Assert.That(Enum.GetValues<FailurePhase>().Select(FailurePhases.Words), Is.Unique.And.None.Empty);
}
