namespace BlindVla.Files.Tests;

public sealed class YamlFileTests
{
    /// <summary>The parser ends with exceptions of its own on these; found by fuzzing.</summary>
    [TestCase("models: !!binary[a]", "is no tag")]
    [TestCase("models: [a, b", "this is not YAML")]
    public void Parse_WhatTheParserFallsOver_IsRefusedWithItsPlace(string text, string said)
    {
        var refusal = Assert.Throws<InputException>(() => YamlFile.Parse(text, new("some.yaml")))!;

        Assert.That(refusal.Message, Does.StartWith("some.yaml:1:").And.Contain(said));
    }
}
