using BlindVla.Core;

namespace BlindVla.Evaluation.Tests.Fakes;

/// <summary>
/// A real-time world that does nothing but keep its clock, as an arm's server does: a step is answered when its control period is over, and
/// an action that comes more than a quarter of a period late begins a period of its own. What is older than it allows is held.
/// </summary>
internal sealed class ClockWorld(TimeProvider time) : IEnvironment
{
    private readonly byte[] _picture = new byte[3 * 32 * 24];
    private readonly long _started = time.GetTimestamp();
    private double _reset;
    private double _ends;

    public EnvironmentSpec Spec { get; } =
        TinyWorld.Description with
        {
            Capabilities = new(RealTime: true, SceneSettable: false, SuccessObservable: true, PrivilegedState: false),
            Measures = [],
        };

    /// <summary>Seconds; an action that was computed from something older is held.</summary>
    public double MaxActionAge { get; init; } = double.MaxValue;

    /// <summary>When each action came, seconds after the reset, and the action.</summary>
    public List<(double At, float[] Values, double? ObservedAt)> Actions { get; } = [];

    private double Now => time.GetElapsedTime(_started).TotalSeconds;

    public ValueTask<TimeStep> ResetAsync(EpisodeSpec episode, ObservationRequest view, CancellationToken cancellationToken)
    {
        _reset = _ends = Now;
        return new(Observe(view, default, held: null));
    }

    public async ValueTask<TimeStep> StepAsync(ControlAction action, ObservationRequest view, CancellationToken cancellationToken)
    {
        var now = Now;
        Actions.Add((Math.Round(now - _reset, 3), action.Values.ToArray(), action.ObservedAtSeconds));
        var age = action.ObservedAtSeconds is { } observed ? now - _reset - observed : 0;
        _ends = (now <= _ends + (0.25 * Spec.ControlPeriodSeconds) ? _ends : now) + Spec.ControlPeriodSeconds;
        await Task.Delay(TimeSpan.FromMilliseconds(Math.Round(1e3 * (_ends - now))), time, cancellationToken);
        return Observe(view, action.Values.ToArray(), age > MaxActionAge ? new("stale_action", $"{age} s old") : null);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private TimeStep Observe(ObservationRequest view, ReadOnlyMemory<float> applied, SafetyHold? held)
    {
        // One buffer for all: whoever looks later than at once sees what is there then.
        _picture.AsSpan().Fill((byte)Actions.Count);
        var images = view.Cameras.Select(camera => new ImageFrame(camera.Name, camera.Width, camera.Height, _picture, 0));
        return new(new(Math.Round(_ends - _reset, 6), [.. images], new float[2], null), new(false, []), Terminated: false, applied, 0)
        {
            Held = held,
        };
    }
}
