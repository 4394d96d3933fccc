using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Imaging;
using BlindVla.TestKit;

namespace BlindVla.Cli.Tests;

public sealed class ExpectedScenesTests
{
    private readonly List<string> _said = [];
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public async Task Draw_SceneThatTheSimulatorHas_IsShownAndKept()
    {
        await using var scenes = new ExpectedScenes(new FakeEnvironmentSource(), _folder.Path, _said.Add);
        var episode = TestEpisodes.Create(await new FakeEnvironmentSource().DescribeAsync(default));

        var picture = await scenes.DrawAsync(episode, default);

        Assert.That((picture?.Width, picture?.Height), Is.EqualTo((320, 240)));
        var kept = Directory.GetFiles(Path.Combine(_folder.Path, RunFolder.ExpectedFolder)).Single();
        Assert.That(FastPng.Decode(await File.ReadAllBytesAsync(kept)).Rgb.ToArray(), Is.EqualTo(picture!.Value.Rgb.ToArray()));
        Assert.That(await scenes.DrawAsync(episode, default), Is.EqualTo(picture), "for the next policy it is drawn no second time");
        Assert.That(_said, Is.Empty);
    }

    /// <summary>A person can lay a scene by its words.</summary>
    [Test]
    public async Task Draw_SceneThatTheSimulatorLacks_IsSaidOnce_AndNoReasonToStop()
    {
        await using var scenes = new ExpectedScenes(new FakeEnvironmentSource(), _folder.Path, _said.Add);
        var episode = TestEpisodes.Create(await new FakeEnvironmentSource().DescribeAsync(default));
        var unknown = episode with { Scene = episode.Tabletop() with { Table = "moon" } };

        Assert.That(await scenes.DrawAsync(unknown, default), Is.Null);
        Assert.That(await scenes.DrawAsync(episode, default), Is.Null);
        Assert.That(_said, Has.Count.EqualTo(1).And.Some.StartsWith("how the scenes should look is not drawn: ").And.Some.Contains("moon"));
    }
}
