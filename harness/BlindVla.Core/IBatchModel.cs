namespace BlindVla.Core;

/// <summary>
/// A model that is cheaper for several observations at once than for one after the other, and remembers nothing between them. Not
/// thread-safe:
/// one thread calls it, always the same.
/// </summary>
public interface IBatchModel : IAsyncDisposable
{
    PolicySpec Spec { get; }

    /// <summary>The actions for every request, in order. What one request gets does not depend on the others.</summary>
    /// <exception cref="PolicyException">The model cannot act on one of them.</exception>
    IReadOnlyList<ActionChunk> Predict(IReadOnlyList<PredictionRequest> requests);
}
