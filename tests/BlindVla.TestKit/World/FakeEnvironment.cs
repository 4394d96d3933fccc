using BlindVla.Core;

namespace BlindVla.TestKit;

/// <summary>A <see cref="FakeWorld"/> in this process. As Observation promises and no more, pictures are overwritten by the second next
/// call.</summary>
public sealed class FakeEnvironment(FakeWorldSettings settings) : IEnvironment
{
    private readonly FakeSession _session = new(settings);
    private readonly List<byte[]>[] _pictures =
    [
        [],
        [],
    ];
    private int _calls;
    private bool _disposed;

    public EnvironmentSpec Spec { get; } = FakeSession.Describe(settings);

    /// <summary>Pictures drawn so far.</summary>
    public long PicturesDrawn => _session.PicturesDrawn;

    public ValueTask<TimeStep> ResetAsync(EpisodeSpec episode, ObservationRequest view, CancellationToken cancellationToken) =>
        Answer(
            () =>
            {
                _session.Reset(episode.Scene, view);
                return new TimeStep(Observe(view), _session.Progress(), Terminated: false, AppliedAction: default, ServerSeconds: 0);
            },
            cancellationToken
        );

    public ValueTask<TimeStep> StepAsync(ControlAction action, ObservationRequest view, CancellationToken cancellationToken) =>
        Answer(
            () =>
            {
                var terminated = _session.Step(action.Values.Span, view);
                return new TimeStep(Observe(view), _session.Progress(), terminated, _session.World.AppliedAction, ServerSeconds: 0)
                {
                    Held = _session.Held is { } rule ? new(rule, "as it was told to") : null,
                };
            },
            cancellationToken
        );

    public ValueTask DisposeAsync()
    {
        _disposed = true;
        return ValueTask.CompletedTask;
    }

    private ValueTask<TimeStep> Answer(Func<TimeStep> request, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<TimeStep>(cancellationToken);
        }
        try
        {
            return ValueTask.FromResult(request());
        }
        catch (FakeRefusal refusal)
        {
            return ValueTask.FromException<TimeStep>(refusal.ToException());
        }
    }

    private Observation Observe(ObservationRequest view)
    {
        var buffers = _pictures[_calls++ % 2];
        var frames = new List<ImageFrame>(view.Cameras.Length);
        foreach (var camera in view.Cameras)
        {
            var length = camera.Width * camera.Height * 3;
            if (buffers.Count == frames.Count)
            {
                buffers.Add([]);
            }
            if (buffers[frames.Count].Length < length)
            {
                buffers[frames.Count] = new byte[length];
            }
            var rgb = buffers[frames.Count].AsMemory(0, length);
            _session.Draw(camera, rgb.Span);
            frames.Add(new ImageFrame(camera.Name, camera.Width, camera.Height, rgb, _session.World.TimeSeconds));
        }
        return new Observation(
            _session.World.TimeSeconds,
            [.. frames],
            _session.World.State(),
            view.Privileged ? _session.World.Privileged() : null
        );
    }
}
