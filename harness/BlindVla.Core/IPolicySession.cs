namespace BlindVla.Core;

/// <summary>One policy in one episode. Not thread-safe.</summary>
public interface IPolicySession : IAsyncDisposable
{
    /// <summary>The actions to apply next, at least one.</summary>
    /// <exception cref="PolicyException">The policy cannot act.</exception>
    ValueTask<ActionChunk> PredictAsync(Observation observation, CancellationToken cancellationToken);
}
