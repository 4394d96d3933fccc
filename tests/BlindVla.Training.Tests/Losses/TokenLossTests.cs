using BlindVla.Policies.Torch;
using static TorchSharp.torch;

namespace BlindVla.Training.Tests;

public sealed class TokenLossTests
{
    private static readonly double[] Logits = [0.1, 1.2, -0.7, 0.4, 2.0, -1.1];

    /// <summary>Six tokens, of which the last four are actions.</summary>
    private static OpenVlaConfig Config(string folder) =>
        OpenVlaConfig.Load(TinyTraining.NewCheckpoint(folder)) is var config
            ? config with
            {
                Language = config.Language with { VocabularySize = 6 },
                PaddingRows = 0,
                ActionBins = 4,
            }
            : null!;

    [TestCase(0, new double[] { }, ExpectedResult = true)]
    [TestCase(3, new double[] { }, ExpectedResult = true)]
    public bool Of_WithoutNeighbours_IsCrossEntropy(int label, double[] neighbours) =>
        Math.Abs(Loss(label, neighbours) - Nll(label)) < 1e-5;

    [Test]
    public void Of_AnActionWithNeighbours_SharesTheLabel() =>
        Assert.That(Loss(3, [0.1]), Is.EqualTo((0.8 * Nll(3)) + (0.1 * Nll(2)) + (0.1 * Nll(4))).Within(1e-5));

    [Test]
    public void Of_TheLastBin_KeepsWhatWouldGoBeyondIt() =>
        Assert.That(Loss(5, [0.1]), Is.EqualTo((0.9 * Nll(5)) + (0.1 * Nll(4))).Within(1e-5));

    [Test]
    public void Of_AWord_HasNoNeighbours() => Assert.That(Loss(1, [0.1]), Is.EqualTo(Nll(1)).Within(1e-5));

    private static double Nll(int label) => Math.Log(Logits.Sum(Math.Exp)) - Logits[label];

    private static double Loss(int label, double[] neighbours)
    {
        var folder = Directory.CreateTempSubdirectory("loss").FullName;
        try
        {
            var loss = new TokenLoss(Config(folder), [.. neighbours]);
            using var scope = NewDisposeScope();
            return loss.Of(tensor(Logits.Select(logit => (float)logit).ToArray(), [1, 6]), tensor(new long[] { label })).item<float>();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
