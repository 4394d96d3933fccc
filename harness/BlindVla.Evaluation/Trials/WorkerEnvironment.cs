using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>The environment of one worker: opened when it is needed, given up when it fails.</summary>
internal sealed class WorkerEnvironment(IEnvironmentSource source, int worker, TimeSpan callTimeout, TimeProvider time) : IAsyncDisposable
{
    private PunctualEnvironment? _environment;
    private bool _isAlone;

    public async ValueTask<IEnvironment> GetAsync(CancellationToken cancellationToken) =>
        _environment ??= new(
            _isAlone ? await source.OpenAloneAsync(worker, cancellationToken) : await source.OpenAsync(worker, cancellationToken),
            callTimeout,
            time
        );

    /// <summary>From now on its server serves nobody else, or others, too.</summary>
    public async ValueTask BeAsync(bool alone)
    {
        if (alone != _isAlone)
        {
            await DisposeAsync();
            _isAlone = alone;
        }
    }

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
