namespace BlindVla.Scenarios;

/// <summary>An object, receptacle, table or texture.</summary>
/// <param name="Id">The asset name that environments offer.</param>
/// <param name="Name">What instructions call it, spelt as the benchmark spells it.</param>
public sealed record CatalogueAsset(string Id, string Name, int Index, CatalogueSplit Split) : CatalogueEntry(Id, Index, Split)
{
    internal override string Canonical => $"{Id}|{Index}|{Split}|{Name}";
}
