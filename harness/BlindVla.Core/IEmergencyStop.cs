namespace BlindVla.Core;

/// <summary>A workcell that can be stopped by whoever stands at it. Not safety-rated: it replaces no switch that takes the power
/// away.</summary>
public interface IEmergencyStop
{
    /// <summary>Stops whatever moves at once, until a person ends the stop; returns when it was told to.</summary>
    /// <returns>False where the workcell has nothing of the kind, as a simulator has not.</returns>
    /// <exception cref="EnvironmentException">It did not answer.</exception>
    ValueTask<bool> StopAsync(CancellationToken cancellationToken);

    /// <summary>Ends a stop, after a person has looked and says so: one that was pressed, or that the workcell made by itself. Nothing
    /// moves by it.</summary>
    /// <returns>Why it goes on being stopped; null where it does not.</returns>
    /// <exception cref="EnvironmentException">It did not answer.</exception>
    ValueTask<string?> EndStopAsync(CancellationToken cancellationToken);
}
