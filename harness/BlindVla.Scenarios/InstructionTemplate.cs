namespace BlindVla.Scenarios;

/// <summary>A wording of the instruction. Its id is its index.</summary>
/// <param name="Text">With <c>{object}</c> and <c>{receptacle}</c> where the names go.</param>
public sealed record InstructionTemplate(string Text, int Index, CatalogueSplit Split) : CatalogueEntry(Index.ToString(), Index, Split)
{
    internal override string Canonical => $"{Index}|{Split}|{Text}";

    /// <summary>With the words for object and receptacle in place.</summary>
    public string Render(string @object, string receptacle) =>
        Text.Replace("{object}", @object, StringComparison.Ordinal).Replace("{receptacle}", receptacle, StringComparison.Ordinal);
}
