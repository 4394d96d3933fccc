using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>
/// Watches one attempt at an episode without touching it. Called on the control loop, so it must be quick; disposed when the attempt is
/// over, whether it ended or broke off.
/// </summary>
public interface IEpisodeObserver : IAsyncDisposable
{
    /// <summary>What it wants to see at every time step, besides what the policy looks at. Empty for an observer that needs no
    /// pictures.</summary>
    ImmutableArray<CameraRequest> Cameras { get; }

    /// <param name="first">The time step after reset; its images are valid only during the call.</param>
    void OnReset(TimeStep first);

    /// <param name="step">Number of the control step, from 1.</param>
    /// <param name="requested">What the policy asked for; <see cref="TimeStep.AppliedAction"/> is what was applied.</param>
    /// <param name="now">The time step after it; its images are valid only during the call.</param>
    void OnStep(int step, ReadOnlySpan<float> requested, TimeStep now);

    /// <summary>The episode came to its end.</summary>
    ValueTask OnEndAsync(EpisodeResult result, CancellationToken cancellationToken);
}
