using System.Collections.Immutable;
using BlindVla.Core;
using BlindVla.Evaluation;

namespace BlindVla.Cli;

/// <summary>Says how far an episode has come.</summary>
/// <param name="report">Is told the number of each control step, from 1.</param>
internal sealed class StepObserver(Action<int> report) : IEpisodeObserver
{
    public ImmutableArray<CameraRequest> Cameras => [];

    public void OnReset(TimeStep first) { }

    public void OnStep(int step, ReadOnlySpan<float> requested, TimeStep now) => report(step);

    public ValueTask OnEndAsync(EpisodeResult result, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
