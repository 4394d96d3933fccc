using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>Who looks at what: asks for a picture only where somebody looks, and shows each only what it asked for.</summary>
internal sealed class EpisodeView
{
    private readonly IReadOnlyList<IEpisodeObserver> _observers;
    private readonly int _policyCameras;
    private Observation? _shown;

    public EpisodeView(PolicySpec policy, IReadOnlyList<IEpisodeObserver> observers)
    {
        _observers = observers;
        _policyCameras = policy.Cameras.Length;
        var watched = observers.SelectMany(observer => observer.Cameras).Distinct().ToImmutableArray();
        ForObservers = watched.IsEmpty ? ObservationRequest.Nothing : new(watched, false);
        // The policy's cameras come first, so that its images are a prefix of what comes back.
        ForPolicy = new([.. policy.Cameras, .. watched.Except(policy.Cameras)], policy.IsPrivileged);
    }

    /// <summary>What to ask for where the policy looks next.</summary>
    public ObservationRequest ForPolicy { get; }

    /// <summary>What to ask for inside a chunk and after the last step, where only observers look.</summary>
    public ObservationRequest ForObservers { get; }

    /// <summary>Whether this was shown to the policy, which need not look at all that it could.</summary>
    public bool WasShown(Observation observation) => ReferenceEquals(observation, _shown);

    /// <summary>Shows the policy its share of an observation.</summary>
    public Observation ShowPolicy(Observation observation) => OfPolicy(_shown = observation);

    /// <summary>The policy's share of an observation: a video being made must not change what the policy sees.</summary>
    public Observation OfPolicy(Observation observation) =>
        observation.Images.Length == _policyCameras ? observation : observation with { Images = observation.Images[.._policyCameras] };

    public void ShowReset(TimeStep first)
    {
        foreach (var observer in _observers)
        {
            observer.OnReset(first);
        }
    }

    public void ShowStep(int step, ReadOnlySpan<float> requested, TimeStep now)
    {
        foreach (var observer in _observers)
        {
            observer.OnStep(step, requested, now);
        }
    }

    public async ValueTask ShowEndAsync(EpisodeResult result, CancellationToken cancellationToken)
    {
        foreach (var observer in _observers)
        {
            await observer.OnEndAsync(result, cancellationToken);
        }
    }
}
