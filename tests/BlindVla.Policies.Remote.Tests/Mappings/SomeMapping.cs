namespace BlindVla.Policies.Remote.Tests;

/// <summary>The shipped mapping with something else in it.</summary>
internal static class SomeMapping
{
    public const string Name = "widowx-openpi";

    /// <param name="changes">Texts of the file, and what stands in their place; each must be there.</param>
    public static EmbodimentMapping With(params ReadOnlySpan<(string Old, string New)> changes)
    {
        var text = File.ReadAllText(Path.Combine(MappingFile.Folder, $"{Name}.yaml"));
        foreach (var (old, replacement) in changes)
        {
            Assert.That(text, Does.Contain(old));
            text = text.Replace(old, replacement, StringComparison.Ordinal);
        }
        return MappingFile.Parse(text, $"{Name}.yaml");
    }
}
