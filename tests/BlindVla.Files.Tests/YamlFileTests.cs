namespace BlindVla.Files.Tests;

public sealed class YamlFileTests
{
    /// <summary>The parser ends with an exception of its own on it; found by fuzzing.</summary>
    [Test]
    public void Parse_TagThatIsNone_IsRefusedWithItsPlace()
    {
        var refusal = Assert.Throws<InputException>(() => YamlFile.Parse("models: !!binary[a]", new("some.yaml")))!;

        Assert.That(refusal.Message, Does.StartWith("some.yaml:1:").And.Contain("is no tag"));
    }
}
