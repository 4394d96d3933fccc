using System.Runtime.Versioning;
using BlindVla.Cli;

namespace BlindVla.EndToEnd.Tests;

/// <summary>A pack where there is neither .NET, nor a driver, nor a library.</summary>
[CancelAfter(600_000)]
[SupportedOSPlatform("linux")]
public sealed class PackTests
{
    private Workplace _workplace = null!;

    [SetUp]
    public void MakeFolder() => _workplace = new();

    [TearDown]
    public void RemoveFolder() => _workplace.Dispose();

    [Test]
    public async Task Pack_OnABareMachine_RunsServerAndCheckpoint()
    {
        if (BareRoot.Lack is { } lack)
            Assert.Ignore(lack);
        var root = new BareRoot(_workplace.Folder);
        root.Fill();
        var checkpoint = Path.Combine(Workplace.Installation.Checkpoints, "naive");
        var (code, output, error) = await Workplace.RunAsync("pack", _workplace.PathOf("pack"), "--checkpoint", $"mine={checkpoint}");
        Assert.That((code, output), Is.EqualTo((ExitCode.Success, $"{_workplace.PathOf("pack")}\n")), error);

        const string eval =
            "/pack/blindvla eval put-on-plate --policy planner --policy mine=torch:/pack/policies/checkpoints/mine --only '*/id/0000' "
            + "--episodes 1 --workers 1 --out /tmp/run";
        var run = root.Run(
            $"cd /pack && sha256sum --quiet --check SHA256SUMS && /pack/blindvla doctor && {eval} && {eval}-2 --slurm-script-only"
        );

        Assert.That(run.Code, Is.Zero, run.Output);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.Output, Does.Contain("Everything is there.").And.Contain("libtorch").And.Contain("llvmpipe"));
            Assert.That(run.Output, Does.Match(@"planner\*  id +1/1").And.Match(@"mine +id +[01]/1"));
            Assert.That(run.Output, Does.Contain("exec /pack/blindvla eval put-on-plate"), "nodes start the pack");
        }
    }

    [Test]
    public async Task Pack_IntoAFolderThatIsPacked_IsRefused()
    {
        var folder = Path.Combine(Installation.Find().Scenarios, "pack");

        var (code, _, error) = await Workplace.RunAsync("pack", folder);

        Assert.That((code, Directory.Exists(folder)), Is.EqualTo((ExitCode.Usage, false)), error);
        Assert.That(error, Does.Contain("which is packed; name another one"));
    }

    [TestCase("not an empty folder", "full")]
    [TestCase("not an empty folder", "full/a-file")]
    [TestCase("expected NAME=DIR", "new", "--checkpoint", "mine")]
    [TestCase("expected a name", "new", "--checkpoint", "a/b=full")]
    [TestCase("there is a checkpoint naive already", "new", "--checkpoint", "naive=full")]
    [TestCase("config.json is missing", "new", "--checkpoint", "mine=full")]
    public async Task Pack_OfWhatCannotBe_IsRefused_AndNothingIsWritten(string said, string folder, params string[] options)
    {
        Directory.CreateDirectory(_workplace.PathOf("full"));
        await File.WriteAllTextAsync(_workplace.PathOf("full/a-file"), "");

        var (code, _, error) = await Workplace.RunAsync([
            "pack",
            _workplace.PathOf(folder),
            .. options.Select(word => word.Replace("=full", $"={_workplace.PathOf("full")}", StringComparison.Ordinal)),
        ]);

        Assert.That((code, error), Is.EqualTo((ExitCode.Usage, error)));
        Assert.That(error, Does.Contain(said));
        Assert.That(Directory.Exists(_workplace.PathOf("new")), Is.False);
    }
}
