using BlindVla.Core;

namespace BlindVla.Training;

/// <summary>One worker's environment: opened when it is needed, replaced when it breaks.</summary>
internal sealed class CollectingWorker(IEnvironmentSource source, int number, TimeProvider time) : IAsyncDisposable
{
    private const int MaxAttempts = 8;

    private IEnvironment? _environment;

    /// <summary>Does something in the environment; where that breaks, all of it again in a new one.</summary>
    /// <exception cref="EnvironmentException">The environment refuses, or breaks again and again.</exception>
    public async Task<T> RunAsync<T>(Func<IEnvironment, Task<T>> work, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                _environment ??= await source.OpenAsync(number, cancellationToken);
                return await work(_environment);
            }
            catch (EnvironmentException e) when (e.IsInfrastructure && e.Fault != EnvironmentFault.EmergencyStop && attempt < MaxAttempts)
            {
                await DisposeAsync();
                await Task.Delay(Backoff.After(attempt), time, cancellationToken);
            }
        }
    }

    /// <summary>Closes the environment; the next work gets a new one.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_environment is not { } environment)
        {
            return;
        }
        _environment = null;
        try
        {
            await environment.DisposeAsync();
        }
        catch (EnvironmentException)
        {
            // It is given up; that it cannot even be closed says nothing new.
        }
    }
}
