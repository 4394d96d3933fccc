using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>A policy's session that gives one action at a time, and says when it wants to look.</summary>
internal interface IActingSession : IAsyncDisposable
{
    /// <summary>The time step after the next action is looked at; without, none is drawn for the policy.</summary>
    bool LooksNext { get; }

    /// <summary>Wall-clock time spent waiting for the policy.</summary>
    TimeSpan PredictionTime { get; }

    /// <param name="observation">Looked at only where <see cref="LooksNext"/> said so.</param>
    /// <exception cref="PolicyException">The policy cannot act, or what it predicted is no action.</exception>
    ValueTask<ControlAction> ActAsync(Observation observation, CancellationToken cancellationToken);
}
