using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>
/// An environment in one episode: actions become legal before they are sent, everything is shown to the observers, and it is known at the
/// end what the episode adds up to. Allocates nothing per step. Does not own the environment it records.
/// </summary>
internal sealed class RecordingEnvironment(IEnvironment inner, EpisodeView view, int maxSteps, Pace? pace, TimeProvider time) : IEnvironment
{
    private readonly IncrementalHash _observations = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly ActionBounds _bounds = new(inner.Spec);
    private readonly float[] _requested = new float[maxSteps * inner.Spec.ActionLength];
    private readonly float[] _applied = new float[maxSteps * inner.Spec.ActionLength];
    private readonly float[] _legal = new float[inner.Spec.ActionLength];
    private readonly MeasureFolding _measures = new(inner.Spec.Measures);
    private readonly long _started = time.GetTimestamp();
    private TimeStep? _now;
    private int _clipped;
    private RuleCounts _held = RuleCounts.None;
    private int? _firstSuccessStep;
    private double _simSeconds;

    public EnvironmentSpec Spec => inner.Spec;

    /// <summary>Control steps applied so far.</summary>
    public int Steps { get; private set; }

    public async ValueTask<TimeStep> ResetAsync(EpisodeSpec episode, ObservationRequest asked, CancellationToken cancellationToken)
    {
        using var part = EvaluationTelemetry.Part("reset");
        var first = await inner.ResetAsync(episode, asked, cancellationToken);
        part?.SetTag(EvaluationTelemetry.ServerSeconds, first.ServerSeconds);
        Keep(first);
        view.ShowReset(first);
        return first;
    }

    /// <exception cref="PolicyException">A value of the action is not finite.</exception>
    /// <exception cref="EnvironmentException">The environment failed, or does not say what it applied.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<TimeStep> StepAsync(ControlAction action, ObservationRequest asked, CancellationToken cancellationToken)
    {
        using var part = EvaluationTelemetry.Part("step");
        _clipped += _bounds.Clip(action.Values.Span, _legal, Steps + 1) ? 1 : 0;
        action.Values.Span.CopyTo(Row(_requested));
        pace?.Ask();
        var answer = inner.StepAsync(action with { Values = _legal }, asked, cancellationToken);
        if (view.WasShown(_now!.Observation))
        {
            // The digest of a picture takes a tenth of a millisecond, in which the world already moves on: this thread first does what it
            // has still to do for the action to leave.
            await Task.Yield();
            Hash(view.OfPolicy(_now.Observation));
        }
        var now = await answer;
        pace?.Answer();
        part?.SetTag(EvaluationTelemetry.ServerSeconds, now.ServerSeconds);
        CheckApplied(now);
        _held = now.Held is { } held ? _held.And(held.Rule) : _held;
        now.AppliedAction.Span.CopyTo(Row(_applied));
        Steps++;
        if (now.Progress.Success == true)
        {
            _firstSuccessStep ??= Steps;
        }
        Keep(now);
        view.ShowStep(Steps, action.Values.Span, now);
        return now;
    }

    /// <param name="policyTime">Spent waiting for the policy.</param>
    public EpisodeResult Finish(TimeSpan policyTime) =>
        new(
            SuccessAtEnd: _now!.Progress.Success,
            SuccessAnyStep: _now.Progress.Success is null ? null : _firstSuccessStep is not null,
            FirstSuccessStep: _firstSuccessStep,
            Steps: Steps,
            Measures: _measures.Values,
            ClippedActions: _clipped,
            Held: _held,
            ObservationSha256: Convert.ToHexStringLower(_observations.GetHashAndReset()),
            RequestedActions: _requested.AsMemory(0, Steps * _bounds.Length),
            AppliedActions: _applied.AsMemory(0, Steps * _bounds.Length),
            ActionLength: _bounds.Length,
            PolicySeconds: policyTime.TotalSeconds,
            SimSeconds: _simSeconds,
            WallSeconds: time.GetElapsedTime(_started).TotalSeconds,
            Timing: pace?.Timing()
        );

    public ValueTask DisposeAsync()
    {
        _observations.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Where the step being taken is recorded.</summary>
    private Span<float> Row(float[] actions) => actions.AsSpan(Steps * _bounds.Length, _bounds.Length);

    private void CheckApplied(TimeStep now)
    {
        if (now.AppliedAction.Length != _bounds.Length)
        {
            throw new EnvironmentException(
                EnvironmentFault.Internal,
                $"step {Steps + 1}: the environment reports {now.AppliedAction.Length} values of the applied "
                    + $"action, expected {_bounds.Length}"
            );
        }
    }

    private void Keep(TimeStep now)
    {
        _now = now;
        _measures.Add(Steps, now.Progress.Measures);
        _simSeconds += now.ServerSeconds;
    }

    /// <summary>
    /// What the policy saw: for each image width and height (int32) and its bytes, then the state (float32), then, for a privileged policy,
    /// the object poses and gripper poses (float64); all little endian.
    /// </summary>
    private void Hash(Observation seen)
    {
        foreach (var image in seen.Images)
        {
            Hash<int>([image.Width, image.Height]);
            _observations.AppendData(image.Rgb.Span);
        }
        Hash(seen.State.Span);
        if (seen.Privileged is { } privileged)
        {
            foreach (var item in privileged.Objects)
            {
                Hash(item.Pose);
            }
            Hash(privileged.Gripper);
            Hash(privileged.GripperTarget);
        }
    }

    private void Hash(Pose pose) =>
        Hash<double>([
            pose.Position.X,
            pose.Position.Y,
            pose.Position.Z,
            pose.Orientation.W,
            pose.Orientation.X,
            pose.Orientation.Y,
            pose.Orientation.Z,
        ]);

    // Every platform .NET runs this on is little endian.
    private void Hash<T>(ReadOnlySpan<T> values)
        where T : struct => _observations.AppendData(MemoryMarshal.AsBytes(values));
}
