namespace BlindVla.Policies.Remote;

/// <summary>Where clients of one protocol come to. Whoever disposes it sends them away.</summary>
internal interface IListener : IAsyncDisposable
{
    /// <summary>Where it listens, once it does.</summary>
    Uri Address { get; }

    /// <exception cref="IOException">It cannot listen there.</exception>
    Task StartAsync(CancellationToken cancellationToken);
}
