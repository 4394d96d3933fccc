namespace BlindVla.Files;

/// <summary>A part of a YAML file and where it begins (lines and columns from 1).</summary>
public abstract record YamlNode(int Line, int Column)
{
    /// <summary>The file it stands in: another one than was asked for where that extends it.</summary>
    public required string File { get; init; }

    /// <summary>What it is, in the words of an error message.</summary>
    public abstract string Kind { get; }
}
