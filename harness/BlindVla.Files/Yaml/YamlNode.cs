using System.Collections.Immutable;

namespace BlindVla.Files;

/// <summary>A part of a YAML file and where it begins (lines and columns from 1).</summary>
public abstract record YamlNode(int Line, int Column)
{
    /// <summary>The file it stands in: another one than was asked for where that extends it.</summary>
    public required string File { get; init; }

    /// <summary>What it is, in the words of an error message.</summary>
    public abstract string Kind { get; }
}

/// <param name="IsPlain">Written without quotes.</param>
public sealed record YamlScalar(int Line, int Column, string Text, bool IsPlain) : YamlNode(Line, Column)
{
    public override string Kind => Text.Length == 0 && IsPlain ? "nothing" : $"'{(Text.Length <= 60 ? Text : Text[..60] + "…")}'";
}

public sealed record YamlList(int Line, int Column, ImmutableArray<YamlNode> Items) : YamlNode(Line, Column)
{
    public override string Kind => "a list";
}

public sealed record YamlMap(int Line, int Column, ImmutableArray<YamlEntry> Entries) : YamlNode(Line, Column)
{
    public override string Kind => "a mapping";

    /// <summary>What a key has; null where it is not there.</summary>
    public YamlNode? Value(string key) => Entries.FirstOrDefault(entry => entry.Key.Text == key)?.Value;
}

public sealed record YamlEntry(YamlScalar Key, YamlNode Value);
