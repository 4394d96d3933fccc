using System.Text.Json.Nodes;

namespace BlindVla.Training.Tests;

public sealed class NewCheckpointTests
{
    private string _folder = null!;

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("new").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    /// <summary>Of Hugging Face's LlamaTokenizer: both files are read, and the one must not contradict the other.</summary>
    [TestCase("bos_token", "<s>")]
    [TestCase("eos_token", "</s>")]
    [TestCase("pad_token", "<PAD>")]
    [TestCase("unk_token", "<unk>")]
    public void Write_SpecialTokens_AreThoseOfTheTokenizer(string name, string expected)
    {
        var folder = TinyTraining.NewCheckpoint(_folder);

        var map = Json(folder, "special_tokens_map.json");
        var tokenizer = Json(folder, "tokenizer_config.json");

        Assert.That(map.Select(entry => entry.Key), Is.EquivalentTo(new[] { "bos_token", "eos_token", "pad_token", "unk_token" }));
        Assert.That((string?)map[name]!["content"], Is.EqualTo(expected));
        Assert.That((string?)tokenizer[name], Is.EqualTo(expected));
    }

    private static JsonObject Json(string folder, string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(folder, file)))!.AsObject();
}
