using System.Runtime.CompilerServices;
using BlindVla.Core;

namespace BlindVla.Scenarios.Tests;

/// <summary>
/// The scenes of the first seeds, pinned. A difference means that every recorded result of the suite is about other scenes: raise the
/// suite's version, then run the tests once with BLINDVLA_UPDATE_GOLDEN=1 and commit the file.
/// </summary>
internal sealed class GoldenSceneTests
{
    [TestCase("put-on-plate", 3)]
    [TestCase("smoke", 1)]
    [TestCase("ood", 1)]
    [TestCase("vl-think", 1)]
    [TestCase("robustness", 1)]
    public void Scenes_OfSeeds0To3_AreThoseOfTheGoldenFile(string suiteName, int perCell)
    {
        var suite = Shipped.Library.Load(suiteName);
        var fileName = $"{suiteName}.txt";
        var lines = new List<string> { $"suite {suite.Version} {suite.Sha256}" };
        for (var seed = 0UL; seed < 4; seed++)
        {
            lines.AddRange(
                suite
                    .Plan(seed, perCell)
                    .Episodes.Select(e => $"{seed} {e.Id} {SceneDigest.Compute(e.Scene)} {e.PolicySeed} {e.Instruction}")
            );
        }
        if (System.Environment.GetEnvironmentVariable("BLINDVLA_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(Path.Combine(SourceFolder(), "Golden", fileName), string.Join('\n', lines) + "\n");
            Assert.Ignore("The golden file was rewritten; look at the difference before committing it.");
        }

        var golden = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Golden", fileName));

        Assert.That(lines, Is.EqualTo(golden));
    }

    private static string SourceFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
