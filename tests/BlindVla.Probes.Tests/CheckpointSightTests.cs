using BlindVla.Imaging;
using BlindVla.Policies.Torch;
using static TorchSharp.torch;

namespace BlindVla.Probes.Tests;

public sealed class CheckpointSightTests
{
    private static readonly string Checkpoint = Path.Combine(TestContext.CurrentContext.TestDirectory, "golden", "openvla-a");

    [OneTimeSetUp]
    public void LoadTorch() => TorchNative.Require();

    [Test]
    public void Layers_HaveAFeatureForEachPatch_AndDoNotDependOnOtherPictures()
    {
        using var scope = NewDisposeScope();
        using var sight = new CheckpointSight("golden", Checkpoint);
        Picture[] pictures = [Grey(10), Grey(200)];

        var both = sight.Features(pictures);
        var second = sight.Features(pictures[1..]);

        Assert.That(both, Has.Count.EqualTo(sight.Layers.Count));
        foreach (var (layer, alone) in both.Zip(second))
        {
            Assert.That(layer.shape[..2], Is.EqualTo(new long[] { 2, sight.Edge * sight.Edge }));
            Assert.That((layer.narrow(0, 1, 1) - alone).abs().max().item<float>(), Is.LessThan(1e-4));
            Assert.That((layer.narrow(0, 1, 1) - layer.narrow(0, 0, 1)).abs().max().item<float>(), Is.GreaterThan(1e-3), "it sees");
        }
    }

    [Test]
    public void RandomWeights_AreOthers_AndTheSameEachTime()
    {
        using var scope = NewDisposeScope();
        Tensor Last(ulong? seed)
        {
            using var sight = new CheckpointSight("golden", Checkpoint, seed);
            return sight.Features([Grey(90)])[0];
        }

        Assert.That(Last(1).Equals(Last(1)), Is.True);
        Assert.That(Last(1).Equals(Last(null)), Is.False);
    }

    private static Picture Grey(byte level) =>
        new(32, 32, Enumerable.Range(0, 32 * 32 * 3).Select(i => (byte)(level + (i % 31))).ToArray());
}
