using BlindVla.Policies.Torch;
using BlindVla.Policies.Torch.Tests;
using static TorchSharp.torch;

namespace BlindVla.Training.Tests;

/// <summary>Low-rank updates: where they are, how they begin, what is trained, and the folders they are published in.</summary>
public sealed class LoraRunTests
{
    private static readonly Recipe Recipe = TinyTraining.Recipe with { Lora = new(4, 8) };

    private string _folder = null!;

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("lora").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Run_InterruptedAtAnyStep_ComesToTheSameBits() =>
        Assert.That(
            Bits.OfInterrupted(Path.Combine(_folder, "parts"), Recipe, 3),
            Is.EqualTo(Bits.Of(Path.Combine(_folder, "whole"), Recipe))
        );

    [Test]
    public void Run_ChangesTheUpdatesAndTheHeadsOnly()
    {
        using var scope = NewDisposeScope();
        using var run = TinyTraining.Run(_folder, Recipe);
        var before = run.Weights.ToDictionary(w => w.Key, w => w.Value.clone());

        run.Run(new RecordingObserver(), CancellationToken.None);

        var changed = run.Weights.Where(w => !w.Value.equal(before[w.Key]).all().item<bool>()).Select(w => w.Key).ToList();
        Assert.That(changed, Has.Some.EndsWith(".lora_B.weight").And.Some.StartsWith("heads."));
        Assert.That(changed.Where(name => !LoraUpdates.IsFactor(name)), Is.All.StartsWith("heads."));
    }

    [Test]
    public void Updates_OfAllLinear_AreThoseThatPeftMade()
    {
        using var scope = NewDisposeScope();
        using var adapter = SafetensorsFile.Open(Path.Combine(Golden.OpenVla, "adapter", LoraAdapter.WeightsFileName));
        var recipe = Recipe with { Losses = new(1, [], 0), Lora = new(4, 8) };

        var initial = new StartingPoint(Golden.OpenVla).Initial(recipe, teacherWidth: null);

        Assert.That(
            initial.Where(w => LoraUpdates.IsFactor(w.Key)).Select(w => ($"base_model.model.{w.Key}", string.Join('x', w.Value.shape))),
            Is.EquivalentTo(adapter.Tensors.Where(t => LoraUpdates.IsFactor(t.Key)).Select(t => (t.Key, string.Join('x', t.Value.Shape))))
        );
    }

    [Test]
    public void Updates_BeginAsPeftsGaussian()
    {
        using var scope = NewDisposeScope();
        var recipe = Recipe with { Lora = new(16, 8) };

        var initial = new StartingPoint(TinyTraining.NewCheckpoint(_folder)).Initial(recipe, teacherWidth: null);

        var (down, up) = LoraUpdates.Names("language_model.lm_head");
        Assert.That(initial[down].std().item<float>(), Is.EqualTo(1.0 / 16).Within(0.01));
        Assert.That(initial[down].mean().item<float>(), Is.Zero.Within(0.01));
        Assert.That(initial[up].abs().max().item<float>(), Is.Zero);
    }

    [Test]
    public void Of_TheReferencesBatchWithItsAdapter_GivesItsLossAndGradients()
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden("openvla-a", "lora_golden.safetensors");
        using var batch = new Golden("openvla-a", "train_golden.safetensors");
        using var adapter = SafetensorsFile.Open(Path.Combine(Golden.OpenVla, "adapter", LoraAdapter.WeightsFileName));
        var recipe = Recipe with { Losses = new(1, [], 0), Lora = new(4, 8) };
        var start = new StartingPoint(Golden.OpenVla);
        var initial = start.Initial(recipe, teacherWidth: null);
        foreach (var name in initial.Keys.Where(LoraUpdates.IsFactor).ToList())
        {
            initial[name] = adapter.Read($"base_model.model.{name}");
        }
        using var weights = new TrainableWeights(initial, name => start.Learns(name, recipe), CPU, recipe.Lora!.Scale);
        using var network = new OpenVla(start.Config, weights);
        using var objective = new Objective(network, recipe.Losses, weights, []);

        using var judged = Labelled(batch, start.Config.Towers[0].Patches);
        var judgement = objective.Of(judged);
        judgement.Total.backward();

        Golden.AssertClose(judgement.Total, golden["train.loss"], 2e-5, "loss");
        const string Prefix = "train.grad.base_model.model.";
        var names = golden.Names.Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).ToList();
        Assert.That(names, Is.Not.Empty);
        foreach (var name in names)
        {
            var factor = name[Prefix.Length..].Replace(".default", "", StringComparison.Ordinal);
            Golden.AssertClose(weights.Learning[factor].grad!, golden[name], 2e-5, name);
        }
    }

    [Test]
    public void Written_AsAnAdapterAndMerged_AreReadAsAnyOtherAndAgree([Values] LearningPart learns)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        using var run = TinyTraining.Run(_folder, Recipe with { Learns = learns });
        using (enable_grad())
        {
            run.Run(new RecordingObserver(), CancellationToken.None);
        }
        var (start, merged, adapter) = (
            Path.Combine(_folder, "start"),
            Path.Combine(_folder, "checkpoint"),
            Path.Combine(_folder, "adapter")
        );

        FinishedCheckpoint.Write(merged, start, run.Weights, statistics: null, Recipe.Lora);
        LoraUpdates.Write(adapter, start, run.Weights, Recipe.Lora!);

        var pixels = randn(2, 6, 48, 48, generator: new Generator(1));
        var tokens = tensor(new long[] { 1, 5, 6, 7, 1, 8, 9, 10 }, [2, 4]);
        Tensor Logits(string folder, string? update, bool merge)
        {
            var (network, _) = OpenVla.Load(folder, ScalarType.Float32, CPU, update, merge);
            using (network)
            {
                return network.Forward(pixels, tokens).Logits;
            }
        }
        var expected = Logits(merged, null, merge: true);
        Golden.AssertClose(Logits(start, adapter, merge: true), expected, 1e-5, "adapter, merged");
        Golden.AssertClose(Logits(start, adapter, merge: false), expected, 1e-4, "adapter, beside");
        Assert.That((Logits(start, null, merge: true) - expected).abs().max().item<float>(), Is.GreaterThan(1e-3), "nothing was learned");
    }

    /// <summary>The reference's batch as the trainer has its own.</summary>
    private static TrainingBatch Labelled(Golden batch, int patches)
    {
        var labels = batch["labels"];
        var (rows, length) = (labels.size(0), labels.size(1));
        var (predictors, ids) = (new List<long>(), new List<long>());
        var values = labels.data<long>().ToArray();
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] != ActionLoss.Ignored)
            {
                predictors.Add((i / length * (length + patches)) + patches + (i % length) - 1);
                ids.Add(values[i]);
            }
        }
        return new(
            batch["pixel_values"],
            batch["input_ids"],
            tensor(predictors.ToArray()),
            tensor(ids.ToArray()),
            zeros([rows, 0, patches + 1]),
            zeros([rows, 0, 2]),
            zeros(0, ScalarType.Int64),
            zeros([0, patches, 0])
        );
    }
}
