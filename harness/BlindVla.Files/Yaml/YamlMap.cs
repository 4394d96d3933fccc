using System.Collections.Immutable;

namespace BlindVla.Files;

public sealed record YamlMap(int Line, int Column, ImmutableArray<YamlEntry> Entries) : YamlNode(Line, Column)
{
    public override string Kind => "a mapping";

    /// <summary>What a key has; null where it is not there.</summary>
    public YamlNode? Value(string key) => Entries.FirstOrDefault(entry => entry.Key.Text == key)?.Value;
}
