using System.Collections.Immutable;
using BlindVla.Core;
using BlindVla.DataSets;
using BlindVla.Evaluation;
using BlindVla.Imaging;

namespace BlindVla.Training;

/// <summary>One episode while it is gone through again: what was there before each action, the action, and whether the task was done after
/// it.</summary>
internal sealed class RolloutRecorder(CameraRequest camera) : IEpisodeObserver
{
    private readonly ImmutableArray<Frame>.Builder _frames = ImmutableArray.CreateBuilder<Frame>();
    private (byte[] Png, ImmutableArray<float> State) _before;

    public ImmutableArray<CameraRequest> Cameras { get; } = [camera];

    public ImmutableArray<Frame> Frames => _frames.ToImmutable();

    public void OnReset(TimeStep first) => See(first.Observation);

    public void OnStep(int step, ReadOnlySpan<float> requested, TimeStep now)
    {
        _frames.Add(new(_before.Png, _before.State, [.. requested], [], []) { Success = now.Progress.Success == true });
        See(now.Observation);
    }

    public ValueTask OnEndAsync(EpisodeResult result, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void See(Observation seen)
    {
        var image = seen.Images.First(image => image.Camera == camera.Name && image.Width == camera.Width && image.Height == camera.Height);
        _before = (FastPng.Encode(Picture.Of(image)), [.. seen.State.Span]);
    }
}
