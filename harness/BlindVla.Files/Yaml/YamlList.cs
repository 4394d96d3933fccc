using System.Collections.Immutable;

namespace BlindVla.Files;

public sealed record YamlList(int Line, int Column, ImmutableArray<YamlNode> Items) : YamlNode(Line, Column)
{
    public override string Kind => "a list";
}
