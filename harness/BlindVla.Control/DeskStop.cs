using System.Collections.Immutable;
using BlindVla.Core;
using BlindVla.Evaluation;

namespace BlindVla.Control;

/// <summary>
/// The emergency stop at a desk. It calls the workcell's own, and whatever comes of that, no action is asked for any more and the run ends.
/// Not safety-rated: it replaces no switch that takes the power away.
/// </summary>
/// <param name="workcell">Null where there is nothing that could be called.</param>
public sealed class DeskStop(IEmergencyStop? workcell) : IDisposable
{
    private readonly CancellationTokenSource _pressed = new();

    /// <summary>Cancelled once it was pressed.</summary>
    public CancellationToken Pressed => _pressed.Token;

    /// <summary>Presses it.</summary>
    /// <returns>What came of it, for whoever did.</returns>
    public async Task<string> PressAsync()
    {
        // First of all nothing more is asked of the arm; the call takes its time.
        await _pressed.CancelAsync();
        try
        {
            return workcell is not null && await workcell.StopAsync(CancellationToken.None)
                ? "EMERGENCY STOP: the workcell was stopped, and stays so until a person ends the stop"
                : "EMERGENCY STOP: this workcell has no stop of its own to call; nothing more is asked of it";
        }
        catch (EnvironmentException e)
        {
            return $"THE WORKCELL DID NOT ANSWER THE STOP: use the switch. {e.Message}";
        }
    }

    /// <summary>Ends a stop that the workcell made by itself, once a person says that what broke is whole again.</summary>
    /// <returns>Why it goes on being stopped; null where it does not, or nobody answers, which shows soon enough.</returns>
    public async Task<string?> EndWorkcellsAsync(CancellationToken cancellationToken)
    {
        try
        {
            return workcell is null ? null : await workcell.EndStopAsync(cancellationToken);
        }
        catch (EnvironmentException)
        {
            return null;
        }
    }

    /// <summary>Ends an episode at its next step; for <see cref="EvaluationOptions.Watchers"/>.</summary>
    public IEpisodeObserver Watch() => new Guard(this);

    /// <exception cref="EnvironmentException">It was pressed.</exception>
    public void ThrowIfPressed()
    {
        if (_pressed.IsCancellationRequested)
        {
            throw new EnvironmentException(EnvironmentFault.EmergencyStop, "it was pressed at the desk");
        }
    }

    public void Dispose() => _pressed.Dispose();

    private sealed class Guard(DeskStop stop) : IEpisodeObserver
    {
        public ImmutableArray<CameraRequest> Cameras => [];

        public void OnReset(TimeStep first) => stop.ThrowIfPressed();

        public void OnStep(int step, ReadOnlySpan<float> requested, TimeStep now) => stop.ThrowIfPressed();

        public ValueTask OnEndAsync(EpisodeResult result, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
