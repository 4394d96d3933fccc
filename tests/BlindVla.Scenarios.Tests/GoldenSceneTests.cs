using System.Runtime.CompilerServices;
using BlindVla.Core;

namespace BlindVla.Scenarios.Tests;

/// <summary>
/// The scenes of the first seeds, pinned. A difference means that every recorded result of the suite is about other scenes: raise the
/// suite's version, then run the tests once with BLINDVLA_UPDATE_GOLDEN=1 and commit the file.
/// </summary>
internal sealed class GoldenSceneTests
{
    private const string FileName = "put-on-plate.txt";

    [Test]
    public void Scenes_OfSeeds0To3_AreThoseOfTheGoldenFile()
    {
        var lines = new List<string> { $"suite {Shipped.PutOnPlate.Version} {Shipped.PutOnPlate.Sha256}" };
        for (var seed = 0UL; seed < 4; seed++)
        {
            lines.AddRange(Shipped.PutOnPlate.Plan(seed, 3).Episodes
                .Select(e => $"{seed} {e.Id} {SceneDigest.Compute(e.Scene)} {e.PolicySeed} {e.Instruction}"));
        }
        if (System.Environment.GetEnvironmentVariable("BLINDVLA_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(Path.Combine(SourceFolder(), "Golden", FileName), string.Join('\n', lines) + "\n");
            Assert.Ignore("The golden file was rewritten; look at the difference before committing it.");
        }

        var golden = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Golden", FileName));

        Assert.That(lines, Is.EqualTo(golden));
    }

    private static string SourceFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
