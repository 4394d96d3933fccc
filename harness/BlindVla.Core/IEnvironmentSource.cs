namespace BlindVla.Core;

/// <summary>Opens environments, and replaces those that died.</summary>
public interface IEnvironmentSource : IAsyncDisposable
{
    /// <summary>What every environment of this source is.</summary>
    ValueTask<EnvironmentSpec> DescribeAsync(CancellationToken cancellationToken);

    /// <summary>A new environment for one worker.</summary>
    /// <param name="worker">Number of the worker, from 0; the same worker is served by the same server process while that lives.</param>
    /// <exception cref="EnvironmentException">None can be had.</exception>
    ValueTask<IEnvironment> OpenAsync(int worker, CancellationToken cancellationToken);
}
