namespace BlindVla.Core;

/// <summary>Opens environments, and replaces those that died.</summary>
public interface IEnvironmentSource : IAsyncDisposable
{
    /// <summary>Server processes that environments are shared among; null where the source starts none.</summary>
    int? Servers => null;

    /// <summary>What every environment of this source is.</summary>
    ValueTask<EnvironmentSpec> DescribeAsync(CancellationToken cancellationToken);

    /// <summary>A new environment for one worker.</summary>
    /// <param name="worker">Number of the worker, from 0; the same worker is served by the same server process while that lives.</param>
    /// <exception cref="EnvironmentException">None can be had.</exception>
    ValueTask<IEnvironment> OpenAsync(int worker, CancellationToken cancellationToken);

    /// <summary>A new environment whose server process nobody else uses, for a trial under which servers died: whatever it does, no other
    /// trial is there. Where the source starts no servers, the same as <see cref="OpenAsync"/>.</summary>
    /// <exception cref="EnvironmentException">None can be had.</exception>
    ValueTask<IEnvironment> OpenAloneAsync(int worker, CancellationToken cancellationToken) => OpenAsync(worker, cancellationToken);
}
