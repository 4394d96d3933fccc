namespace BlindVla.Scenarios;

/// <summary>A flat board with one picture, to put things on. All are held out; the index is its place in the file.</summary>
/// <param name="Id">The asset name that environments offer.</param>
/// <param name="Category">Which kind of picture, e.g. <c>traffic</c>.</param>
/// <param name="Name">What the picture is, spelt as the benchmark spells it.</param>
/// <param name="Shape">Of the picture; null where it has no nameable one.</param>
/// <param name="Color">Of the picture; null where it has no nameable one.</param>
/// <param name="Parity"><c>odd</c> or <c>even</c>; null where the picture is no number.</param>
public sealed record Board(string Id, string Category, string Name, string? Shape, string? Color, string? Parity, int Index)
    : CatalogueEntry(Id, Index, CatalogueSplit.Test)
{
    internal override string Canonical => $"{Id}|{Index}|{Category}|{Name}|{Shape}|{Color}|{Parity}";
}
