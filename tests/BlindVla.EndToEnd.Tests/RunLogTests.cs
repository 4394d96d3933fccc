using System.Text;
using BlindVla.Cli;
using BlindVla.TestKit;
using Microsoft.Extensions.Logging;

namespace BlindVla.EndToEnd.Tests;

/// <summary><c>run.log</c>: what it keeps, and that it never stands in a run's way.</summary>
[CancelAfter(300_000)]
public sealed class RunLogTests
{
    private Workplace _workplace = null!;

    [SetUp]
    public void MakeFolder() => _workplace = new();

    [TearDown]
    public void RemoveFolder() => _workplace.Dispose();

    private string[] Lines => File.ReadAllLines(_workplace.PathOf("run.log"));

    [Test]
    public void EntriesOfBeforeTheFolder_AreWrittenFirst_AndARunThatGoesOnAppends()
    {
        foreach (var text in new[] { "first", "second" })
        {
            using var log = new RunLog(TimeProvider.System, echo: null);
            var logger = log.CreateLogger("BlindVla.Bridge.ServerPool");
            logger.LogWarning("{Text}, before", text);
            log.WriteTo(_workplace.Folder);
            logger.LogInformation("{Text}, after", text);
        }

        Assert.That(
            Lines.Select(line => line[25..]),
            Is.EqualTo(
                new[]
                {
                    "warning ServerPool: first, before",
                    "information ServerPool: first, after",
                    "warning ServerPool: second, before",
                    "information ServerPool: second, after",
                }
            )
        );
        Assert.That(Lines[0], Does.Match(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z "));
    }

    [Test]
    public void Entry_OfAnyLengthWithControlCharacters_IsBoundedAndHarmless()
    {
        using var log = Open();

        log.CreateLogger("x")
            .LogWarning("{Text}", $"\u001b[31mred\r\n{new string('a', 5000)}\n{string.Join('\n', Enumerable.Range(0, 1000))}");

        Assert.That(Lines, Has.Length.EqualTo(RunLog.MaxLines + 1));
        Assert.That(Lines[0], Does.EndWith("\\u001b[31mred"));
        var half = RunLog.MaxLineLength / 2;
        Assert.That(Lines[1], Does.Match($"^  a{{{half}}} … \\(3000 characters\\) … a{{{half}}}$"));
        Assert.That(Lines[^1], Is.EqualTo("  (802 more lines)"));
    }

    [Test]
    public void ManyThreads_WriteWholeLines()
    {
        using var log = Open();

        Parallel.For(0, 8, thread =>
        {
            var logger = log.CreateLogger($"t{thread}");
            for (var i = 0; i < 100; i++)
                logger.LogInformation("entry {Number} {Padding}", i, new string('.', 100));
        });

        for (var thread = 0; thread < 8; thread++)
        {
            Assert.That(
                Lines.Where(line => line.Contains($" t{thread}: ")).Select(line => line[25..]),
                Is.EqualTo(Enumerable.Range(0, 100).Select(i => $"information t{thread}: entry {i} {new string('.', 100)}"))
            );
        }
    }

    [Test]
    public void DiskThatRefuses_LosesEntriesAndCountsThem()
    {
        Directory.CreateDirectory(_workplace.PathOf("run.log"));
        using var log = Open();
        var logger = log.CreateLogger("x");
        logger.LogInformation("lost");
        logger.LogInformation("lost, too");
        Directory.Delete(_workplace.PathOf("run.log"));

        logger.LogInformation("kept");

        Assert.That(Lines[0], Is.EqualTo("(2 entries could not be written)"));
        Assert.That(Lines[1], Does.EndWith("x: kept"));
    }

    [Test]
    public void FileOfItsGreatestSize_DoesNotGrow()
    {
        using (var file = File.Create(_workplace.PathOf("run.log")))
            file.SetLength(RunLog.MaxFileSize);
        using var log = Open();

        log.CreateLogger("x").LogInformation("too much");

        Assert.That(new FileInfo(_workplace.PathOf("run.log")).Length, Is.EqualTo(RunLog.MaxFileSize));
    }

    [Test]
    public async Task PolicyThatFails_ItsStackTraceIsInTheLog()
    {
        await using var server = await FakeBridge.StartAsync();
        var run = _workplace.PathOf("run");
        // A recording that is shorter than the episodes it is asked to repeat.
        var shortSuite = OwnSuite.WriteSuite(_workplace.Folder);
        var text = await File.ReadAllTextAsync(shortSuite);
        await File.WriteAllTextAsync(shortSuite, text.Replace("max_steps: 80", "max_steps: 8", StringComparison.Ordinal));
        await Workplace.RunAsync(
            "eval",
            shortSuite,
            "--policy",
            "hold",
            "--episodes",
            "1",
            "--out",
            _workplace.PathOf("recorded"),
            "--bridge",
            server.Address
        );
        await File.WriteAllTextAsync(shortSuite, text);

        var (code, _, error) = await Workplace.RunAsync(
            "eval",
            shortSuite,
            "--policy",
            $"again=replay:{_workplace.PathOf("recorded")}",
            "--episodes",
            "1",
            "--out",
            run,
            "--bridge",
            server.Address
        );

        Assert.That(code, Is.EqualTo(ExitCode.Infrastructure), error);
        Assert.That(error, Does.Not.Contain("   at "));
        Assert.That(
            await File.ReadAllTextAsync(Path.Combine(run, "run.log")),
            Does.Contain("error Run: the run ends").And.Contain("PolicyException").And.Contain("     at BlindVla.")
        );
    }

    [Test]
    public async Task ConnectionThatBreaks_IsInTheLog_AndOnTheErrorStreamWhereAskedFor([Values] bool verbose)
    {
        await using var server = await FakeBridge.StartAsync(
            FakeBridge.Settings with
            {
                Fault = FakeServerFault.DropConnection,
                FaultAtStep = 5,
            }
        );
        var run = _workplace.PathOf("run");

        var (code, _, error) = await Workplace.RunAsync([
            "eval",
            OwnSuite.WriteSuite(_workplace.Folder),
            "--policy",
            "hold",
            "--episodes",
            "1",
            "--out",
            run,
            "--bridge",
            server.Address,
            .. verbose ? ["-v"] : Array.Empty<string>(),
        ]);

        Assert.That(code, Is.Zero, error);
        var log = await File.ReadAllTextAsync(Path.Combine(run, "run.log"));
        Assert.That(
            log,
            Does.Contain("warning RemoteServer: A session ended: Unavailable")
                .And.Contain("attempt 1, to be tried again")
                .And.Contain("the run is Complete")
        );
        Assert.That(error.Contains("warning RemoteServer: A session ended"), Is.EqualTo(verbose));
    }

    [Test]
    public async Task ServerThatDies_ItsDeathAndItsLastWordsAreInTheLog()
    {
        var server = _workplace.PathOf("server.sh");
        await File.WriteAllTextAsync(server, "#!/bin/sh\necho the GPU fell off the bus >&2\nexit 9\n", Encoding.ASCII);
        Assert.That(ProgramOutput.Of("chmod", "+x", server)?.Status, Is.Zero);

        var (code, _, error) = await Workplace.RunAsync(
            "eval",
            OwnSuite.WriteSuite(_workplace.Folder),
            "--policy",
            "hold",
            "--out",
            _workplace.PathOf("run"),
            "--server",
            server,
            "-v"
        );

        Assert.That(code, Is.EqualTo(ExitCode.Infrastructure));
        Assert.That(
            error,
            Does.Match("debug ServerPool: server [0-9]+: the GPU fell off the bus").And.Match("warning ServerPool: Server [01] died")
        );
    }

    private RunLog Open()
    {
        var log = new RunLog(TimeProvider.System, echo: null);
        log.WriteTo(_workplace.Folder);
        return log;
    }
}
