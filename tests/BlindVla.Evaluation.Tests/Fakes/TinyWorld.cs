using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Evaluation.Tests.Fakes;

/// <summary>
/// A world of two numbers: the gripper moves by the first value of each action, and the task holds while it is within 0.1 of the object.
/// Its pictures change with both. It applies a scene's latency, starting with actions that do nothing. It counts what was rendered and
/// fails where its <see cref="FaultPlan"/> says.
/// </summary>
internal sealed class TinyWorld(FaultPlan faults) : IEnvironment
{
    public const string Camera = "3rd_view_camera";

    // As Observation promises and no more, pictures are overwritten by the second next call; two at a time are enough for the tests.
    private readonly byte[][] _pictures = [.. Enumerable.Range(0, 4).Select(_ => new byte[3 * 64 * 48])];
    private readonly Queue<float[]> _waiting = [];
    private EpisodeSpec? _episode;
    private double _gripper;
    private double _object;
    private int _step;
    private int _calls;

    public static EnvironmentSpec Description { get; } =
        new(
            "tiny-world",
            "1.0",
            "arithmetic 1",
            "formula",
            ControlPeriodSeconds: 0.2,
            PhysicsPeriodSeconds: 0.2,
            new(RealTime: false, SceneSettable: true, SuccessObservable: true, PrivilegedState: true),
            [
                .. Conventions.DeltaEndEffectorPose.Zip(new[] { 0.5, 3.2, 1.0 }, (part, bound) =>
                    part with
                    {
                        Minimum = -bound,
                        Maximum = bound,
                    }
                ),
            ],
            [new("positions", 2, "gripper_object", "m", "base")],
            [new(Camera, 64, 48, 64, 48)],
            AssetsSha256: "a55e75",
            Objects: ["carrot", "plate"],
            Tables: ["oak"]
        )
        {
            Measures =
            [
                new("grasped", MeasureSpec.Truth, MeasureFold.Any),
                new("holding_at_end", MeasureSpec.Truth, MeasureFold.Last),
                new("first_grasp", MeasureSpec.Truth, MeasureFold.FirstTime),
                new("final_distance", "m", MeasureFold.Last),
                new("max_lift", "m", MeasureFold.Maximum),
                new("min_gripper_distance", "m", MeasureFold.Minimum),
                new("seldom", "1", MeasureFold.Maximum),
            ],
        };

    public EnvironmentSpec Spec => Description;

    /// <summary>Pictures of all sizes, since the world was made.</summary>
    public int Rendered { get; private set; }

    public bool IsDisposed { get; private set; }

    public async ValueTask<TimeStep> ResetAsync(EpisodeSpec episode, ObservationRequest view, CancellationToken cancellationToken)
    {
        _episode = episode;
        await faults.StrikeAsync(episode.Id, step: 0, cancellationToken);
        _step = 0;
        _waiting.Clear();
        for (var i = 0; i < episode.Scene.ActionLatencySteps; i++)
        {
            _waiting.Enqueue(new float[7]);
        }
        _gripper = 0;
        _object = episode.Tabletop().Objects[0].Pose.Position.X;
        return Observe(view, default);
    }

    public async ValueTask<TimeStep> StepAsync(ControlAction action, ObservationRequest view, CancellationToken cancellationToken)
    {
        var episode = _episode ?? throw new EnvironmentException(EnvironmentFault.FailedPrecondition, "step before reset");
        await faults.StrikeAsync(episode.Id, _step + 1, cancellationToken);
        CheckBounds(action.Values.Span);
        _step++;
        _waiting.Enqueue(action.Values.ToArray());
        var applied = _waiting.Dequeue();
        _gripper += applied[0];
        return Observe(view, applied);
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }

    private static void CheckBounds(ReadOnlySpan<float> action)
    {
        var i = 0;
        foreach (var part in Description.Action)
        {
            for (var end = i + part.Length; i < end; i++)
            {
                if (action[i] < part.Minimum || action[i] > part.Maximum)
                {
                    throw new EnvironmentException(EnvironmentFault.InvalidArgument, $"action[{i}] is {action[i]}, out of bounds");
                }
            }
        }
    }

    private TimeStep Observe(ObservationRequest view, ReadOnlyMemory<float> applied)
    {
        var distance = Math.Abs(_gripper - _object);
        var set = 2 * (_calls++ % 2);
        var images = view.Cameras.Select((camera, i) => Render(camera, _pictures[set + i])).ToImmutableArray();
        var privileged = view.Privileged
            ? new PrivilegedState([new("source", At(_object), default, default)], At(_gripper), At(_gripper), At(0))
            : null;
        var near = distance < 0.1 ? 1 : 0;
        // The last is measured in every third time step only.
        var progress = new TaskProgress(
            distance < 0.1,
            [near, near, near, distance, 0.01 * _step, distance, _step % 3 == 1 ? -_step : null]
        );
        return new(
            new(_step * 0.2, images, new[] { (float)_gripper, (float)_object }, privileged),
            progress,
            Terminated: false,
            applied,
            ServerSeconds: 0.001
        );
    }

    private ImageFrame Render(CameraRequest request, byte[] buffer)
    {
        Rendered++;
        var picture = buffer.AsMemory(0, 3 * request.Width * request.Height);
        picture.Span.Fill((byte)(int)Math.Round((_gripper * 16) + (_object * 64) + request.Width));
        return new(request.Name, request.Width, request.Height, picture, _step * 0.2);
    }

    private static Pose At(double x) => new(new(x, 0, 0), QuaternionD.Identity);
}
