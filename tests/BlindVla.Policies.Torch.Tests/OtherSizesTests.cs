using BlindVla.Core;
using static TorchSharp.torch;

namespace BlindVla.Policies.Torch.Tests;

/// <summary>Networks of other sizes than the golden one, with random weights, against themselves.</summary>
public sealed class OtherSizesTests
{
    private static readonly OpenVlaConfig Golden = OpenVlaConfig.Load(Tests.Golden.OpenVla);

    private static readonly VisionTowerConfig Plain = new(
        "plain",
        28,
        14,
        24,
        4,
        3,
        50,
        HasClassToken: true,
        Registers: 0,
        HasLayerScale: false
    );

    public static IEnumerable<TestCaseData> Configs()
    {
        var language = Golden.Language;
        yield return new TestCaseData(Golden).SetArgDisplayNames("as the golden one");
        yield return new TestCaseData(Golden with { Language = language with { KeyValueHeads = 2 } }).SetArgDisplayNames("grouped queries");
        yield return new TestCaseData(
            Golden with
            {
                Language = language with { KeyValueHeads = 1, HeadSize = 32, Layers = 5 },
            }
        ).SetArgDisplayNames("one key head, wide heads");
        yield return new TestCaseData(
            Golden with
            {
                Language = language with { TieWordEmbeddings = true, RopeTheta = 500000 },
            }
        ).SetArgDisplayNames("tied embeddings");
        yield return new TestCaseData(Golden with { Towers = [Plain], FusedProjector = false }).SetArgDisplayNames("one tower");
    }

    [TestCaseSource(nameof(Configs))]
    public void Generate_StepByStep_ChoosesWhatOnePassOverTheWholeSequenceDoes(OpenVlaConfig config)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var network = new OpenVla(config, new RandomWeights(3, ScalarType.Float32, CPU));
        var pixels = Pixels(config, 1);
        GenerationRequest request = new([1, 100, 101, 102, 103], KeyedRandom.Create(0));

        var row = new ActionGenerator(network, new(ActionTokensOnly: false)).Generate([request], pixels, 5)[0];

        var sequence = request.Prompt.Select(id => (long)id).ToList();
        foreach (var token in row)
        {
            var logits = network.Forward(pixels, tensor(sequence.ToArray()).unsqueeze(0)).Logits;
            Assert.That(token, Is.EqualTo(logits[0, -1].argmax().item<long>()));
            sequence.Add(token);
        }
    }

    [TestCaseSource(nameof(Configs))]
    public void Generate_InABatchOfOtherLengths_GivesWhatItGivesAlone(OpenVlaConfig config)
    {
        using var scope = NewDisposeScope();
        using var network = new OpenVla(config, new RandomWeights(4, ScalarType.Float32, CPU));
        var pixels = Pixels(config, 8);
        var requests = Enumerable
            .Range(0, 8)
            .Select(i => new GenerationRequest([1, .. Enumerable.Range(70 + (10 * i), 2 + i)], KeyedRandom.Create(0)))
            .ToList();
        var generator = new ActionGenerator(network, new());

        var together = generator.Generate(requests, pixels, 7);

        for (var i = 0; i < requests.Count; i++)
        {
            Assert.That(together[i], Is.EqualTo(generator.Generate([requests[i]], pixels.narrow(0, i, 1), 7)[0]), $"row {i}");
        }
    }

    [Test]
    public void Forward_InBfloat16_IsNearFloat32()
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var golden = new Golden("openvla-a");
        var (network, _) = OpenVla.Load(Tests.Golden.OpenVla, ScalarType.BFloat16, CPU);
        using (network)
        {
            var pass = network.Forward(golden["case0.pixel_values"].bfloat16(), golden["case0.input_ids"]);

            Assert.That(pass.Logits.dtype, Is.EqualTo(ScalarType.Float32));
            Tests.Golden.AssertClose(pass.Logits, golden["case0.logits"], 0.05, "logits");
        }
    }

    private static Tensor Pixels(OpenVlaConfig config, int count)
    {
        using var generator = new Generator(7);
        return randn([count, 3 * config.Towers.Length, config.Towers[0].ImageSize, config.Towers[0].ImageSize], generator: generator);
    }
}
