using BlindVla.Cli;

namespace BlindVla.EndToEnd.Tests;

/// <summary>Bad input is refused at the start, with what to do, the right exit code, and nothing written.</summary>
[CancelAfter(300_000)]
public sealed class BadInputTests
{
    private Workplace _workplace = null!;

    private string Out => _workplace.PathOf("run");

    [SetUp]
    public void MakeFolder() => _workplace = new();

    [TearDown]
    public void RemoveFolder() => _workplace.Dispose();

    [TestCase("did you mean 'planner'?", "--policy", "planer")]
    [TestCase("'hold' takes no locator", "--policy", "hold:x")]
    [TestCase("no run in", "--policy", "replay:/nowhere/at/all")]
    [TestCase("there is a policy named 'hold' already", "--policy", "hold", "--policy", "hold")]
    [TestCase("no episode id of put-on-plate matches", "--policy", "hold", "--only", "*/vison/*")]
    [TestCase("expected i/n", "--policy", "hold", "--shard", "3/2")]
    [TestCase("--show: expected WIDTHxHEIGHT", "--policy", "hold", "--show", "large")]
    [TestCase("--video-size: expected WIDTHxHEIGHT", "--policy", "hold", "--video-size", "large")]
    [TestCase("expected from 1 to", "--policy", "hold", "--episodes", "0")]
    [TestCase("--workers: expected at least 1", "--policy", "hold", "--workers", "0")]
    public async Task Eval_BadOption_IsUsageAndWritesNothing(string expected, params string[] options)
    {
        var (code, _, error) = await Workplace.RunAsync(["eval", "put-on-plate", "--out", Out, .. options]);

        Assert.That((code, error), Is.EqualTo((ExitCode.Usage, error)));
        Assert.That(error, Does.Contain(expected));
        Assert.That(Directory.Exists(Out), Is.False);
    }

    [Test]
    public async Task Act_PictureWhoseHeaderIsEnormous_IsUsage()
    {
        var path = _workplace.PathOf("scene.png"); // 65 bytes that say 50000 x 50000
        await File.WriteAllBytesAsync(
            path,
            Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAw1AAAMNQCAIAAADEzaqdAAAACElEQVR4nAMAAAAAAUgGidIAAAAASUVORK5CYII=")
        );

        var (code, _, error) = await Workplace.RunAsync(
            "act",
            "--policy",
            "torch:anywhere",
            "--image",
            path,
            "--instruction",
            "put carrot on plate"
        );

        Assert.That((code, error), Is.EqualTo((ExitCode.Usage, error)));
        Assert.That(error, Does.Contain("expected a picture of at most 8192 x 8192 pixels, found 50000 x 50000"));
    }

    [Test]
    public async Task Eval_SeveralProblems_AreAllListed()
    {
        var (code, _, error) = await Workplace.RunAsync("eval", "put-on-plat", "--policy", "planer", "--workers", "0", "--out", Out);

        Assert.That(code, Is.EqualTo(ExitCode.Usage));
        Assert.That(error, Does.Contain("put-on-plate").And.Contain("planner").And.Contain("--workers"));
    }

    [Test]
    public async Task Eval_WrongSuiteFile_ListsEveryProblemWithItsLine()
    {
        var path = _workplace.PathOf("bad.yaml");
        var text = await File.ReadAllTextAsync(Path.Combine(Workplace.Installation.Scenarios, "suites", "put-on-plate.yaml"));
        await File.WriteAllTextAsync(
            path,
            text.Replace("name: put-on-plate\nversion", "name: bad\nversion", StringComparison.Ordinal)
                .Replace("max_steps: 80", "max_stepz: 80", StringComparison.Ordinal)
                .Replace("spacing: 0.03 m\n        cells_per_edge: 6", "spacing: 3 cm\n        cells_per_edge: 6", StringComparison.Ordinal)
        );

        var (code, _, error) = await Workplace.RunAsync("eval", path, "--policy", "hold", "--out", Out);

        Assert.That(code, Is.EqualTo(ExitCode.Usage));
        Assert.That(
            error,
            Does.Match(@"bad\.yaml:\d+:\d+: .*'max_stepz'; did you mean 'max_steps'\?").And.Match(@"bad\.yaml:\d+:\d+: .*'3 cm'")
        );
        Assert.That(Directory.Exists(Out), Is.False);
    }

    [Test]
    public async Task Eval_ServerBinaryMissing_SaysWhatToDo()
    {
        var (code, _, error) = await Workplace.RunAsync(
            "eval",
            "put-on-plate",
            "--policy",
            "hold",
            "--out",
            Out,
            "--server",
            _workplace.PathOf("no-server")
        );

        Assert.That(code, Is.EqualTo(ExitCode.Infrastructure));
        Assert.That(error, Does.Contain("no-server").And.Contain("doctor"));
        Assert.That(Directory.Exists(Out), Is.False);
    }

    [Test]
    public async Task Eval_AssetsMissing_ShowsTheServersLastWords()
    {
        var (code, _, error) = await Workplace.RunAsync(
            "eval",
            "put-on-plate",
            "--policy",
            "hold",
            "--out",
            Out,
            "--assets",
            _workplace.PathOf("no-assets")
        );

        Assert.That(code, Is.EqualTo(ExitCode.Infrastructure));
        Assert.That(error, Does.Contain("no-assets"));
    }

    [Test]
    public async Task Eval_FolderOfAnotherRun_IsRefusedFieldByField()
    {
        string[] first = ["eval", "put-on-plate", "--policy", "hold", "--episodes", "1", "--only", "*/id/*", "--out", Out];
        Assert.That((await Workplace.RunAsync(first)).Code, Is.Zero);
        var before = await File.ReadAllTextAsync(Path.Combine(Out, "episodes.csv"));

        var again = await Workplace.RunAsync(first);
        var other = await Workplace.RunAsync([.. first, "--resume", "--seed", "5"]);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((again.Code, other.Code), Is.EqualTo((ExitCode.Usage, ExitCode.Usage)));
            Assert.That(again.Error, Does.Contain("--resume"));
            Assert.That(other.Error, Does.Contain("seed").And.Contain("5"));
            Assert.That(await File.ReadAllTextAsync(Path.Combine(Out, "episodes.csv")), Is.EqualTo(before));
        }
    }

    [Test]
    public async Task Server_PortInUse_SaysSoAndExitsWithTwo()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        var start = new System.Diagnostics.ProcessStartInfo(
            Workplace.Installation.Server,
            ["--assets", Workplace.Installation.Assets, "--listen", $"tcp:127.0.0.1:{port}"]
        )
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };

        using var server = System.Diagnostics.Process.Start(start)!;
        var error = await server.StandardError.ReadToEndAsync();
        await server.WaitForExitAsync();

        Assert.That(server.ExitCode, Is.EqualTo(2), error);
        Assert.That(error, Does.Contain($"{port}"));
    }

    [Test]
    public async Task Eval_DiskFull_IsClearAndLosesNothingFinished()
    {
        // A file system of 48 KiB: the record and some trials fit, all do not.
        var disk = _workplace.PathOf("disk");
        Directory.CreateDirectory(disk);
        if (ProgramOutput.Of("mount", "-t", "tmpfs", "-o", "size=48k", "none", disk) is not { Status: 0 })
            Assert.Ignore("mounting a small file system needs root");
        try
        {
            var run = Path.Combine(disk, "run");
            var (code, _, error) = await Workplace.RunAsync(
                "eval",
                "put-on-plate",
                "--policy",
                "hold",
                "--episodes",
                "40",
                "--only",
                "*/id/*",
                "--out",
                run
            );

            Assert.That(code, Is.EqualTo(ExitCode.Infrastructure), error);
            Assert.That(error, Does.Contain("no space left").And.Contain("--resume"));
            Assert.That(Evaluation.RecordedRun.Open(run).Trials, Is.Not.Empty);
        }
        finally
        {
            ProgramOutput.Of("umount", disk);
        }
    }
}
