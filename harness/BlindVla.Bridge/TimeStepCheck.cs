using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Bridge;

/// <summary>
/// Whether what a server says about its world can be, before a policy sees it or a trial is scored by it. What cannot be is a fault of the
/// server, never of the policy.
/// </summary>
internal sealed class TimeStepCheck(EnvironmentSpec spec)
{
    private const double UnitTolerance = 1e-3;

    private readonly int _actionLength = spec.ActionLength;

    // Null where the world has not said what is in its scene.
    private ImmutableArray<ObjectPlacement>? _objects;

    private double _timeSeconds;

    /// <exception cref="EnvironmentException">It cannot be.</exception>
    public TimeStep Reset(TimeStep first, Scene scene)
    {
        _objects = (scene as TabletopScene)?.Objects;
        if (!(first.Observation.TimeSeconds >= 0 && double.IsFinite(first.Observation.TimeSeconds)))
        {
            throw BridgeFaults.Violation($"observation.time_seconds: expected 0 or more, found {first.Observation.TimeSeconds}");
        }
        Check(first);
        return first;
    }

    /// <exception cref="EnvironmentException">It cannot be.</exception>
    public TimeStep Step(TimeStep now)
    {
        var time = now.Observation.TimeSeconds;
        if (!(time > _timeSeconds && double.IsFinite(time)))
        {
            throw BridgeFaults.Violation(
                $"observation.time_seconds: expected more than the {_timeSeconds} s of the step before, found {time}"
            );
        }
        if (now.AppliedAction.Length != _actionLength)
        {
            throw BridgeFaults.Violation($"applied_action: expected {_actionLength} values, found {now.AppliedAction.Length}");
        }
        Finite("applied_action", now.AppliedAction.Span);
        Check(now);
        return now;
    }

    private void Check(TimeStep step)
    {
        var observation = step.Observation;
        _timeSeconds = observation.TimeSeconds;
        Finite("observation.state", observation.State.Span);
        CheckState(observation.State.Span);
        for (var i = 0; i < observation.Images.Length; i++)
        {
            if (observation.Images[i].CaptureTimeSeconds is var captured && !(captured >= 0 && captured <= double.MaxValue))
            {
                throw BridgeFaults.Violation($"observation.images[{i}].capture_time_seconds: expected 0 or more, found {captured}");
            }
        }
        if (observation.Privileged is { } privileged)
        {
            CheckPrivileged(privileged);
        }
        for (var i = 0; i < step.Progress.Measures.Length; i++)
        {
            CheckMeasure(spec.Measures[i], step.Progress.Measures[i]);
        }
    }

    private static void CheckMeasure(MeasureSpec measure, double? value)
    {
        if (measure.Unit == MeasureSpec.Truth ? value is not (null or 0 or 1) : value is { } number && !double.IsFinite(number))
        {
            throw BridgeFaults.Violation(
                $"progress.measures: expected {(measure.Unit == MeasureSpec.Truth ? "0 or 1" : "a finite number")} for "
                    + $"{measure.Name}, found {value}"
            );
        }
    }

    private void CheckState(ReadOnlySpan<float> state)
    {
        var start = 0;
        foreach (var part in spec.State)
        {
            if (part is { Convention: "quaternion_wxyz", Length: 4 })
            {
                var q = state.Slice(start, 4);
                CheckUnit($"observation.state: {part.Name}", new(q[0], q[1], q[2], q[3]));
            }
            start += part.Length;
        }
    }

    private void CheckPrivileged(PrivilegedState state)
    {
        if (_objects is { } placed && state.Objects.Length != placed.Length)
        {
            throw BridgeFaults.Violation($"observation.privileged.objects: the scene has {placed.Length}, found {state.Objects.Length}");
        }
        for (var i = 0; i < state.Objects.Length; i++)
        {
            var item = state.Objects[i];
            if (_objects is { } expected && item.Id != expected[i].Id)
            {
                throw BridgeFaults.Violation(
                    $"observation.privileged.objects[{i}].id: expected '{expected[i].Id}', found '{VisibleText.Line(item.Id, 100)}'"
                );
            }
            CheckPose($"objects[{i}].pose", item.Pose);
            var (min, max) = (item.BoundingBoxMin, item.BoundingBoxMax);
            if (!((max - min) is { X: >= 0 and <= double.MaxValue, Y: >= 0 and <= double.MaxValue, Z: >= 0 and <= double.MaxValue }))
            {
                throw BridgeFaults.Violation(
                    $"observation.privileged.objects[{i}]: expected a box of finite size, found one from {min} to {max}"
                );
            }
        }
        CheckPose("gripper", state.Gripper);
        CheckPose("gripper_target", state.GripperTarget);
        CheckPose("robot_base", state.RobotBase);
    }

    private static void CheckPose(string field, Pose pose)
    {
        if (!double.IsFinite(pose.Position.Length))
        {
            throw BridgeFaults.Violation($"observation.privileged.{field}.position: expected finite numbers, found {pose.Position}");
        }
        CheckUnit($"observation.privileged.{field}.orientation", pose.Orientation);
    }

    private static void CheckUnit(string field, QuaternionD orientation)
    {
        if (!(Math.Abs(orientation.Norm - 1) <= UnitTolerance))
        {
            throw BridgeFaults.Violation($"{field}: expected a unit quaternion, found one of length {orientation.Norm}");
        }
    }

    private static void Finite(string field, ReadOnlySpan<float> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                throw BridgeFaults.Violation($"{field}[{i}]: expected a finite number, found {values[i]}");
            }
        }
    }
}
