using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>The environment of one worker: opened when it is needed, given up when it fails.</summary>
internal sealed class WorkerEnvironment(IEnvironmentSource source, int worker, TimeSpan callTimeout, TimeProvider time) : IAsyncDisposable
{
    private PunctualEnvironment? _environment;

    public async ValueTask<IEnvironment> GetAsync(CancellationToken cancellationToken) =>
        _environment ??= new(await source.OpenAsync(worker, cancellationToken), callTimeout, time);

    /// <summary>Gives the environment up; the next trial gets a new one.</summary>
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
            // It is given up because it failed; that it cannot even be closed says nothing new.
        }
    }
}
