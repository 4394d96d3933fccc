using BlindVla.Evaluation;
using BlindVla.Exports;
using BlindVla.Files;
using BlindVla.Policies;

namespace BlindVla.Cli.Tests;

/// <summary>What is written where, and what is refused before anything is.</summary>
public sealed class ExportCommandTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public async Task SetUp()
    {
        _folder = new();
        await SomeRun.WriteAsync(
            _folder.PathOf("run"),
            new NamedPolicy("naive-500", new HoldPolicy()),
            new NamedPolicy("naive-1000", new HoldPolicy()),
            new NamedPolicy("still", new HoldPolicy())
        );
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public async Task Export_WritesWhatIsAskedFor_AndSaysWhichStepsItTook()
    {
        var (code, output, error) = await Typed.RunAsync(
            "export",
            _folder.PathOf("run"),
            "--out",
            _folder.PathOf("tables"),
            "--tensorboard",
            _folder.PathOf("curves")
        );

        Assert.That(code, Is.Zero, error);
        string[] files =
        [
            _folder.PathOf("tables", EpisodesParquet.FileName),
            _folder.PathOf("tables", SummaryParquet.FileName),
            _folder.PathOf("curves", "naive", SuccessCurve.FileName),
        ];
        Assert.That(output.Split('\n', StringSplitOptions.RemoveEmptyEntries), Is.EqualTo(files));
        Assert.That(files, Has.All.Exist);
        Assert.That(
            error,
            Is.EqualTo("on no curve, since their names end in no step: still\nnaive: steps 500, 1000, as the names of its policies say\n")
        );
        Assert.That((await Typed.RunAsync("export", _folder.PathOf("run"), "--out", _folder.PathOf("tables"))).Code, Is.Zero, "again");
    }

    /// <summary>A folder in the way of what is written beside it stands for a disk that is full.</summary>
    [Test]
    public async Task Export_WhereTheDiskRefuses_LeavesWhatWasThere()
    {
        string[] export = ["export", _folder.PathOf("run"), "--out", _folder.PathOf("tables")];
        await Typed.RunAsync(export);
        var summary = _folder.PathOf("tables", SummaryParquet.FileName);
        var before = await File.ReadAllBytesAsync(summary);
        Directory.CreateDirectory(summary + AtomicFile.UnfinishedExtension);

        var (code, _, error) = await Typed.RunAsync(export);

        Assert.That(code, Is.EqualTo(ExitCode.Infrastructure));
        Assert.That(error, Does.Contain($"cannot write {summary}"));
        Assert.That(await File.ReadAllBytesAsync(summary), Is.EqualTo(before));
    }

    [TestCase(new string[0], "expected one or more of --out DIR, --tensorboard DIR and --lerobot DIR")]
    [TestCase(new[] { "--out", "x", "--outcome", "success" }, "--outcome is for --lerobot")]
    [TestCase(new[] { "--out", "x", "--gl", "egl" }, "--gl is for --lerobot")]
    [TestCase(new[] { "--lerobot", "x", "--policy", "stil" }, "no run has a policy 'stil'; did you mean 'still'?")]
    public async Task Export_OfWhatDoesNotGoTogether_IsRefused(string[] options, string expected)
    {
        var (code, output, error) = await Typed.RunAsync(["export", _folder.PathOf("run"), .. options]);

        Assert.That((code, output), Is.EqualTo((ExitCode.Usage, "")));
        Assert.That(error, Does.Contain(expected));
        Assert.That(Directory.Exists("x"), Is.False);
    }

    [Test]
    public async Task Export_OfCurvesWithoutAStep_NamesThePolicies()
    {
        await SomeRun.WriteAsync(_folder.PathOf("other"), new NamedPolicy("still", new HoldPolicy()));

        var (code, output, error) = await Typed.RunAsync("export", _folder.PathOf("other"), "--tensorboard", _folder.PathOf("curves"));

        Assert.That((code, output), Is.EqualTo((ExitCode.Usage, "")));
        Assert.That(error, Does.Contain("NAME-STEP").And.Contain("still"));
    }
}
