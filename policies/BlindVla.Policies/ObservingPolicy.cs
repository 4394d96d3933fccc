using BlindVla.Core;

namespace BlindVla.Policies;

/// <summary>
/// A policy without eyes that is shown pictures all the same, as a learned policy would be: its observation digest then covers them, its
/// episodes cost what a learned policy's cost, and its demonstrations have pictures.
/// </summary>
public sealed class ObservingPolicy(IPolicy inner, IReadOnlyList<CameraRequest> cameras) : IPolicy
{
    public PolicySpec Spec { get; } = inner.Spec with { Cameras = [.. inner.Spec.Cameras, .. cameras] };

    public IPolicySession BeginEpisode(EpisodeBrief episode) => inner.BeginEpisode(episode);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
