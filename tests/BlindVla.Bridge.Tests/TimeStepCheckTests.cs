using BlindVla.Core;
using BlindVla.TestKit;

namespace BlindVla.Bridge.Tests;

/// <summary>What a server may not say about its world.</summary>
public sealed class TimeStepCheckTests
{
    private static readonly EnvironmentSpec Spec = new FakeEnvironment(new FakeWorldSettings()).Spec;
    private static readonly TabletopScene Scene = TestEpisodes.Create(Spec).Tabletop();

    private static readonly TestCaseData[] Impossible =
    [
        Case(
            s => Seen(s, o => o with { TimeSeconds = double.NaN }),
            "observation.time_seconds: expected more than the 0 s of the step before, found NaN"
        ),
        Case(
            s => Seen(s, o => o with { TimeSeconds = -0.2 }),
            "observation.time_seconds: expected more than the 0 s of the step before, found -0.2"
        ),
        Case(
            s => Seen(s, o => o with { TimeSeconds = 0 }),
            "observation.time_seconds: expected more than the 0 s of the step before, found 0"
        ),
        Case(
            s => Seen(s, o => o with { State = With(o.State, 2, float.NegativeInfinity) }),
            "observation.state[2]: expected a finite number, found -Infinity"
        ),
        Case(
            s => Seen(s, o => o with { State = (float[])[.. o.State.Span[..10], 0, 0, 0, 0] }),
            "observation.state: gripper_orientation: expected a unit quaternion, found one of length 0"
        ),
        Case(
            s => Seen(s, o => o with { Images = [new("3rd_view_camera", 1, 1, new byte[3], double.NaN)] }),
            "observation.images[0].capture_time_seconds: expected 0 or more, found NaN"
        ),
        Case(s => s with { AppliedAction = default }, "applied_action: expected 7 values, found 0"),
        Case(s => s with { AppliedAction = new float[8] }, "applied_action: expected 7 values, found 8"),
        Case(s => s with { AppliedAction = With(s.AppliedAction, 6, float.NaN) }, "applied_action[6]: expected a finite number, found NaN"),
        Case(
            s => Measured(s, 5, double.PositiveInfinity),
            "progress.measures: expected a finite number for final_distance, found Infinity"
        ),
        Case(s => Measured(s, 6, double.NaN), "progress.measures: expected a finite number for max_lift, found NaN"),
        Case(s => Measured(s, 0, 0.5), "progress.measures: expected 0 or 1 for grasped, found 0.5"),
        Case(s => Privileged(s, p => p with { Objects = p.Objects[..1] }), "observation.privileged.objects: the scene has 2, found 1"),
        Case(
            s => Privileged(s, p => p with { Objects = p.Objects.SetItem(1, p.Objects[1] with { Id = "\u0007" }) }),
            @"observation.privileged.objects[1].id: expected 'receptacle', found '\u0007'"
        ),
        Case(
            s =>
                Privileged(s, p => p with { Objects = p.Objects.SetItem(0, p.Objects[0] with { BoundingBoxMin = new(double.NaN, 0, 0) }) }),
            "observation.privileged.objects[0]: expected a box of finite size"
        ),
        Case(
            s => Privileged(s, p => p with { Gripper = p.Gripper with { Position = new(0, double.NaN, 0) } }),
            "observation.privileged.gripper.position: expected finite numbers"
        ),
        Case(
            s => Privileged(s, p => p with { RobotBase = p.RobotBase with { Orientation = default } }),
            "observation.privileged.robot_base.orientation: expected a unit quaternion, found one of length 0"
        ),
    ];

    [Test]
    public async Task Step_OfWhatAWorldDoes_IsLeftAsItIs()
    {
        var (first, next) = await SomeStepsAsync();
        var check = new TimeStepCheck(Spec);

        Assert.That(check.Reset(first, Scene), Is.SameAs(first));
        Assert.That(check.Step(next), Is.SameAs(next));
        Assert.That(check.Reset(first, Scene), Is.SameAs(first), "time begins anew");
    }

    [TestCaseSource(nameof(Impossible))]
    public async Task Step_OfWhatCannotBe_IsTheServersFault(Func<TimeStep, TimeStep> spoil, string expected)
    {
        var (first, next) = await SomeStepsAsync();
        var check = new TimeStepCheck(Spec);
        check.Reset(first, Scene);

        var fault = Assert.Throws<EnvironmentException>(() => check.Step(spoil(next)))!;

        Assert.That(fault.Fault, Is.EqualTo(EnvironmentFault.Internal));
        Assert.That(fault.Message, Does.Contain(expected));
    }

    [TestCase(-0.1)]
    [TestCase(double.NaN)]
    public async Task Reset_WithATimeThatCannotBe_IsTheServersFault(double seconds)
    {
        var (first, _) = await SomeStepsAsync();

        var fault = Assert.Throws<EnvironmentException>(() =>
            new TimeStepCheck(Spec).Reset(Seen(first, o => o with { TimeSeconds = seconds }), Scene)
        )!;

        Assert.That(fault.Message, Does.Contain($"observation.time_seconds: expected 0 or more, found {seconds}"));
    }

    private static async Task<(TimeStep First, TimeStep Next)> SomeStepsAsync()
    {
        await using var world = new FakeEnvironment(new FakeWorldSettings());
        var view = new ObservationRequest([], Privileged: true);
        var first = await world.ResetAsync(TestEpisodes.Create(Spec), view, CancellationToken.None);
        return (first, await world.StepAsync(new float[] { 0, 0, 0, 0, 0, 0, 1 }, view, CancellationToken.None));
    }

    private static TimeStep Seen(TimeStep step, Func<Observation, Observation> change) =>
        step with
        {
            Observation = change(step.Observation),
        };

    private static TimeStep Measured(TimeStep step, int index, double value) =>
        step with
        {
            Progress = step.Progress with { Measures = step.Progress.Measures.SetItem(index, value) },
        };

    private static TimeStep Privileged(TimeStep step, Func<PrivilegedState, PrivilegedState> change) =>
        Seen(step, o => o with { Privileged = change(o.Privileged!) });

    private static float[] With(ReadOnlyMemory<float> values, int index, float value)
    {
        var copy = values.ToArray();
        copy[index] = value;
        return copy;
    }

    private static TestCaseData Case(Func<TimeStep, TimeStep> spoil, string expected) =>
        new TestCaseData(spoil, expected).SetArgDisplayNames(expected);
}
