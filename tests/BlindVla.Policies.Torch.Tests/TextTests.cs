using System.Text.Json;

namespace BlindVla.Policies.Torch.Tests;

/// <summary>The tokenizer and the action codec against the reference.</summary>
public sealed class TextTests
{
    private static readonly OpenVlaConfig Config = OpenVlaConfig.Load(Golden.OpenVla);
    private static readonly DatasetStatistics Statistics = DatasetStatistics.Load(Golden.OpenVla, null);

    public static IEnumerable<TestCaseData> Texts()
    {
        using var golden = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Golden.OpenVla, "tokenizer_golden.json")));
        foreach (var text in golden.RootElement.GetProperty("cases").EnumerateArray().ToList())
        {
            foreach (var (legacy, field) in new[] { (false, "ids"), (true, "ids_legacy_true") })
            {
                int[] ids = [.. text.GetProperty(field).EnumerateArray().Select(id => id.GetInt32())];
                var content = text.GetProperty("text").GetString()!;
                yield return new TestCaseData(content, legacy, ids).SetArgDisplayNames(
                    JsonSerializer.Serialize(content),
                    $"legacy {legacy}"
                );
            }
        }
    }

    [TestCaseSource(nameof(Texts))]
    public void Encode_OfEveryText_GivesTheReferencesIds(string text, bool legacy, int[] ids)
    {
        var tokenizer = LlamaText.Load(legacy ? Legacy : Golden.OpenVla, Config);

        Assert.That(tokenizer.Encode(text), Is.EqualTo(ids));
    }

    [Test]
    public void EmptyToken_IsThePieceOfALoneSpace() => Assert.That(LlamaText.Load(Golden.OpenVla, Config).EmptyToken, Is.EqualTo(292));

    [TestCase("put the spoon on the towel", 0)]
    [TestCase("Pick up the Red Apple", 1)]
    [TestCase("open the top drawer and put the knife in it", 2)]
    public void Encode_OfAnInstruction_GivesTheReferencesPrompt(string instruction, int number)
    {
        using var golden = new Golden("openvla-a");
        using var expected = golden[$"case{number}.input_ids"];

        Assert.That(
            ActionPrompt.Encode(LlamaText.Load(Golden.OpenVla, Config), instruction, PromptStyle.Pure),
            Is.EqualTo(expected.data<long>().ToArray())
        );
    }

    [Test]
    public void Load_TokenizerLargerThanTheVocabulary_IsRefused()
    {
        var small = Config with { Language = Config.Language with { VocabularySize = 300 } };

        Assert.That(
            () => LlamaText.Load(Golden.OpenVla, small),
            Throws.InstanceOf<CheckpointException>().With.Message.Contains("321 tokens").And.Message.Contains("300")
        );
    }

    [Test]
    public void Decode_OfEveryId_GivesTheReferencesActionsForEveryStatistics(
        [Values("identity", "bridge_orig", "libero_spatial_no_noops")] string key
    )
    {
        using var golden = new Golden("openvla-a", "action_golden.safetensors");
        using var ids = golden["decode.token_ids"];
        using var values = golden[$"decode.{key}"];
        var codec = new ActionCodec(Config);

        double[] decoded =
        [
            .. ids.data<long>()
                .ToArray()
                .Chunk(7)
                .SelectMany(row =>
                {
                    double[] normalized = [.. row.Select(codec.Decode)];
                    return key == "identity" ? normalized : ActionCodec.Denormalize(normalized, Statistics.Choose(key).Values);
                }),
        ];

        Assert.That(decoded, Is.EqualTo(values.data<double>().ToArray()).Within(1e-12));
    }

    /// <summary>A bin is 2 / 255 wide; an id that is no action is the nearest one, here 254 bins away; the end behind an action, id 2, is
    /// not compared.</summary>
    [TestCase(298, 299, 2 / 255.0)]
    [TestCase(299, 299, 0)]
    [TestCase(5, 299, 508 / 255.0)]
    [TestCase(299, 2, null)]
    public void MeanDistance_OfOneToken_IsThatOfTheMiddlesOfItsBins(long token, long label, double? expected) =>
        Assert.That(new ActionCodec(tokenLimit: 300, bins: 256).MeanDistance([token], [label]), Is.EqualTo(expected).Within(1e-12));

    [Test]
    public void MeanDistance_OfSeveral_IsTheirMean() =>
        Assert.That(
            new ActionCodec(tokenLimit: 300, bins: 256).MeanDistance([298, 299, 7], [299, 299, 2]),
            Is.EqualTo(1 / 255.0).Within(1e-12)
        );

    [Test]
    public void Encode_OfValues_GivesTheReferencesTokens()
    {
        using var golden = new Golden("openvla-a", "action_golden.safetensors");
        using var values = golden["encode.values"];
        using var tokens = golden["encode.token_ids"];
        var codec = new ActionCodec(Config);

        Assert.That(values.data<double>().ToArray().Select(codec.Encode), Is.EqualTo(tokens.data<long>().ToArray()));
    }

    [Test]
    public void Statistics_OfAnUnknownKey_NamesTheNearest() =>
        Assert.That(() => Statistics.Choose("bridge_org"), Throws.InstanceOf<CheckpointException>().With.Message.Contains("bridge_orig"));

    /// <summary>The same tokenizer with the other way of treating what follows a special token.</summary>
    private static string Legacy
    {
        get
        {
            var folder = Path.Combine(TestContext.CurrentContext.WorkDirectory, "legacy-tokenizer");
            Directory.CreateDirectory(folder);
            File.Copy(Path.Combine(Golden.OpenVla, LlamaText.ModelFile), Path.Combine(folder, LlamaText.ModelFile), overwrite: true);
            File.WriteAllText(
                Path.Combine(folder, LlamaText.ConfigFileName),
                File.ReadAllText(Path.Combine(Golden.OpenVla, LlamaText.ConfigFileName))
                    .Replace("\"legacy\": false", "\"legacy\": true", StringComparison.Ordinal)
            );
            return folder;
        }
    }
}
