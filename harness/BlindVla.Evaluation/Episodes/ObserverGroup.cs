using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>Several observers of one attempt, told in order.</summary>
public sealed class ObserverGroup(IReadOnlyList<IEpisodeObserver> observers) : IEpisodeObserver
{
    public ImmutableArray<CameraRequest> Cameras { get; } = [.. observers.SelectMany(observer => observer.Cameras).Distinct()];

    public void OnReset(TimeStep first)
    {
        foreach (var observer in observers)
        {
            observer.OnReset(first);
        }
    }

    public void OnStep(int step, ReadOnlySpan<float> requested, TimeStep now)
    {
        foreach (var observer in observers)
        {
            observer.OnStep(step, requested, now);
        }
    }

    public async ValueTask OnEndAsync(EpisodeResult result, CancellationToken cancellationToken)
    {
        foreach (var observer in observers)
        {
            await observer.OnEndAsync(result, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var observer in observers)
        {
            await observer.DisposeAsync();
        }
    }
}
