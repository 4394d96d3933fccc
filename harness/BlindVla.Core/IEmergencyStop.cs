namespace BlindVla.Core;

/// <summary>A workcell that can be stopped by whoever stands at it. Not safety-rated: it replaces no switch that takes the power
/// away.</summary>
public interface IEmergencyStop
{
    /// <summary>Stops whatever moves at once, until a person ends the stop; returns when it was told to.</summary>
    /// <returns>False where the workcell has nothing of the kind, as a simulator has not.</returns>
    /// <exception cref="EnvironmentException">It did not answer.</exception>
    ValueTask<bool> StopAsync(CancellationToken cancellationToken);
}
