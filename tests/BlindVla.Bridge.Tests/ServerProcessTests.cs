using System.Diagnostics;
using BlindVla.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace BlindVla.Bridge.Tests;

/// <summary>Servers that start, do not start, and die, as real processes.</summary>
[CancelAfter(120_000)]
public sealed class ServerProcessTests
{
    private static CancellationToken Cancellation => TestContext.CurrentContext.CancellationToken;

    [Test]
    public async Task Start_OfAServer_ListensUntilDisposed()
    {
        var server = await StartAsync(TestServers.Fake());
        var socket = server.Address.Host;
        Assert.That(File.Exists(socket));

        await server.DisposeAsync();

        Assert.That(server.HasExited);
        Assert.That(Directory.Exists(Path.GetDirectoryName(socket)), Is.False, "its folder is removed");
    }

    [Test]
    public async Task ServerBinaryMissing_SaysWhatToDo()
    {
        var byPath = await FaultAsync(new ServerCommand("/nowhere/sim", []) { WhenMissing = "Run ./blindvla build." });
        var byName = await FaultAsync(new ServerCommand("no-such-server-anywhere", []));

        Assert.That(byPath.Fault, Is.EqualTo(EnvironmentFault.Unavailable));
        Assert.That(byPath.Message, Is.EqualTo("Server /nowhere/sim is missing. There is no such file. Run ./blindvla build."));
        Assert.That(byName.Message, Does.Contain("is in no folder of PATH"));
    }

    [Test]
    public async Task ServerBinaryNotExecutable_SaysWhatToDo()
    {
        var folder = Directory.CreateTempSubdirectory("blindvla-test-");
        try
        {
            var file = Path.Combine(folder.FullName, "server");
            File.WriteAllText(file, "#!/bin/sh\n");

            Assert.That((await FaultAsync(new ServerCommand(file, []))).Message, Does.Contain($"chmod +x {file}"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Test]
    public async Task ServerExitsAtOnce_ShowsItsLastWords()
    {
        var fault = await FaultAsync(TestServers.Script("echo 'cannot open assets/robot/wx250s.xml' >&2; exit 7"));

        Assert.That(fault.Fault, Is.EqualTo(EnvironmentFault.Unavailable));
        Assert.That(fault.Message, Does.Contain("exited with code 7").And.Contains("cannot open assets/robot/wx250s.xml"));
    }

    [Test]
    public async Task ServerWritesForEver_OnlyItsLastWordsAreKept()
    {
        var fault = await FaultAsync(TestServers.Script("i=0; while [ $i -lt 2000 ]; do i=$((i+1)); echo line-$i >&2; done; exit 1"));

        Assert.That(fault.Message, Does.Contain("line-2000").And.Contains("line-1981").And.Not.Contains("line-1980\n"));
    }

    [Test]
    public async Task ServerWritesALineWithoutEnd_OnlyItsBeginningIsKept()
    {
        var fault = await FaultAsync(
            TestServers.Script("head -c 3000000 /dev/zero | tr '\\0' x >&2; printf '\\n\\033[31mred' >&2; exit 1")
        );

        Assert.That(fault.Message, Does.Contain(new string('x', 200) + "…").And.Contain(@"\u001b[31mred").And.Length.LessThan(1000));
    }

    [Test]
    public async Task ServerThatWasDisposed_StillSaysHowItEnded()
    {
        var server = await StartAsync(TestServers.Fake());
        using (var process = Process.GetProcessById(server.ProcessId))
        {
            process.Kill();
        }
        await server.ExplainAsync(new EnvironmentException(EnvironmentFault.Unavailable, "the stream broke"));
        await server.DisposeAsync();

        var explained = await server.ExplainAsync(new EnvironmentException(EnvironmentFault.Unavailable, "another stream broke"));

        Assert.That(explained.Message, Does.StartWith("another stream broke\n").And.Contain("was killed by signal 9"));
    }

    [Test]
    public async Task ServerThatNeverListens_IsDeadlineExceeded()
    {
        var time = new FakeTimeProvider();
        var settings = new ServerSettings { StartTimeout = TimeSpan.FromSeconds(60) };
        var start = ServerProcess
            .StartAsync(
                TestServers.Script("echo waiting for the GPU >&2; exec sleep 1000"),
                settings,
                time,
                NullLogger.Instance,
                Cancellation
            )
            .AsTask();

        while (!start.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(61));
            await Task.Yield();
        }

        var fault = await Fault.OfAsync(() => start);
        Assert.That(fault.Fault, Is.EqualTo(EnvironmentFault.DeadlineExceeded));
        Assert.That(fault.Message, Does.Contain("did not print 'listening on <address>' within 60 s"));
    }

    [Test]
    public async Task ServerThatIgnoresSigterm_IsKilled()
    {
        var settings = new ServerSettings { StopTimeout = TimeSpan.FromMilliseconds(200) };
        var server = await ServerProcess.StartAsync(
            TestServers.Script("trap '' TERM; echo listening on unix:/tmp/x; while :; do sleep 1; done"),
            settings,
            TimeProvider.System,
            NullLogger.Instance,
            Cancellation
        );

        await server.DisposeAsync();

        Assert.That(server.HasExited);
        Assert.That(() => Process.GetProcessById(server.ProcessId), Throws.ArgumentException, "no such process any more");
    }

    [Test]
    public async Task ServerThatListensNowhere_SaysWhatItSaid()
    {
        Assert.That(
            (await FaultAsync(TestServers.Script("echo listening on the moon; exec sleep 1000"))).Message,
            Does.Contain("'listening on the moon'")
        );
    }

    [Test]
    public async Task Server_RunsInASessionOfItsOwn()
    {
        // The fields of /proc/PID/stat after the name in brackets: state, parent, process group, session.
        await using var server = await StartAsync(TestServers.Fake());
        var stat = await File.ReadAllTextAsync($"/proc/{server.ProcessId}/stat", Cancellation);
        var session = stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[3];

        Assert.That(session, Is.EqualTo($"{server.ProcessId}"), "so Ctrl+C at the terminal does not reach it");
    }

    [Test]
    public async Task Server_WhenItsParentIsGone_EndsByItself()
    {
        // A shell plays the harness: it starts a supervised server with a pipe for its input, and ends without stopping it.
        var folder = Directory.CreateTempSubdirectory("blindvla-test-");
        try
        {
            var command = TestServers.Fake("--listen", $"unix:{folder.FullName}/s");
            var start = new ProcessStartInfo(command.Executable, command.Arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            };
            start.Environment["BLINDVLA_SUPERVISED"] = "1";
            using var server = Process.Start(start)!;
            Assert.That(await server.StandardOutput.ReadLineAsync(Cancellation), Does.StartWith("listening on "));

            server.StandardInput.Close();

            await server.WaitForExitAsync(Cancellation);
            Assert.That(server.ExitCode, Is.Zero);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<ServerProcess> StartAsync(ServerCommand command) =>
        await ServerProcess.StartAsync(command, new ServerSettings(), TimeProvider.System, NullLogger.Instance, Cancellation);

    private static Task<EnvironmentException> FaultAsync(ServerCommand command) => Fault.OfAsync(() => StartAsync(command));
}
