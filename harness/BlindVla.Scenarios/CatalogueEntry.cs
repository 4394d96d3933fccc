namespace BlindVla.Scenarios;

/// <param name="Id">How suites refer to it.</param>
/// <param name="Index">Its place in the benchmark's own list; the order in which it is drawn from.</param>
/// <param name="Split">Train or test.</param>
public abstract record CatalogueEntry(string Id, int Index, CatalogueSplit Split)
{
    /// <summary>All it says, on one line.</summary>
    internal abstract string Canonical { get; }
}
