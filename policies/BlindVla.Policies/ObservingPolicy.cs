using BlindVla.Core;

namespace BlindVla.Policies;

/// <summary>
/// A policy without eyes that is shown pictures all the same, as a learned policy would be: its observation digest then covers them, its
/// episodes cost what a learned policy's cost, and its demonstrations have pictures.
/// </summary>
public sealed class ObservingPolicy(IPolicy inner, IReadOnlyList<CameraRequest> cameras) : IPolicy
{
    public PolicySpec Spec { get; } = new(
        inner.Spec.Kind,
        inner.Spec.Checkpoint,
        [.. inner.Spec.Cameras, .. cameras],
        inner.Spec.Action,
        inner.Spec.ControlPeriodSeconds,
        inner.Spec.IsPrivileged,
        inner.Spec.IsDeterministic)
    {
        Settings = inner.Spec.Settings,
        ChunkLength = inner.Spec.ChunkLength,
    };

    public IPolicySession BeginEpisode(string instruction, ulong noiseSeed) => inner.BeginEpisode(instruction, noiseSeed);

    public IPolicySession BeginEpisode(EpisodeSpec episode) => inner.BeginEpisode(episode);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
