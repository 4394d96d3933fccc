namespace BlindVla.Policies.Remote.Tests;

/// <summary>A shipped mapping with something else in it.</summary>
internal static class SomeMapping
{
    /// <summary>The whole of openpi's.</summary>
    /// <param name="changes">Texts of the file, and what stands in their place; each must be there.</param>
    public static EmbodimentMapping With(params ReadOnlySpan<(string Old, string New)> changes) => Of("widowx-openpi", changes);

    /// <inheritdoc cref="With"/>
    public static EmbodimentMapping Of(string name, params ReadOnlySpan<(string Old, string New)> changes)
    {
        var text = File.ReadAllText(Path.Combine(MappingFile.Folder, $"{name}.yaml"));
        foreach (var (old, replacement) in changes)
        {
            Assert.That(text, Does.Contain(old));
            text = text.Replace(old, replacement, StringComparison.Ordinal);
        }
        return MappingFile.Parse(text, $"{name}.yaml");
    }
}
