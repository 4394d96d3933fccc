using System.Diagnostics;
using System.Runtime.Versioning;
using Microsoft.Extensions.Time.Testing;

namespace BlindVla.Cli.Tests;

/// <summary>What <c>doctor</c> says where something lacks: always the one command that mends it.</summary>
[SupportedOSPlatform("linux")]
[CancelAfter(60_000)]
public sealed class DoctorCommandTests
{
    [Test]
    public async Task Checkout_InWhichNothingIsBuilt_IsMendedByOneCommand()
    {
        using var folder = new TemporaryFolder();

        var lines = await DoctorOfAsync(folder.Path);

        Assert.That(Remedy(lines, "assets"), Is.EqualTo("./blindvla suite list"));
        Assert.That(Remedy(lines, "MuJoCo server"), Is.EqualTo("./blindvla suite list"));
    }

    [Test]
    public async Task Server_ThatDoesNotStart_SaysItsLastWord_AndIsBuiltAnew()
    {
        using var folder = new TemporaryFolder();
        Script(new Installation(folder.Path).Server, "echo warming up >&2; echo no library >&2; exit 127");

        var lines = await DoctorOfAsync(folder.Path);

        Assert.That(lines, Has.Some.Match("^MISSING +MuJoCo server +does not start: no library$"));
        Assert.That(Remedy(lines, "MuJoCo server"), Is.EqualTo("rm -rf artifacts/cpp artifacts/assets && ./blindvla suite list"));
    }

    /// <summary>A pack builds nothing.</summary>
    [Test]
    public async Task Pack_ThatDidNotArriveWhole_SaysHowToFindWhatLacks()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.PathOf(Installation.PackDigests), "");

        var lines = await DoctorOfAsync(folder.Path);

        Assert.That(Remedy(lines, "assets"), Is.EqualTo("sha256sum --quiet --check SHA256SUMS"));
        Assert.That(lines, Has.None.Match("^MISSING +(cmake|dotnet|packages)"));
    }

    [Test]
    public async Task Machine_ThatLacksNearlyEverything_HasACommandForEach()
    {
        using var folder = new TemporaryFolder();
        Script(folder.PathOf("cmake"), "echo cmake version 3.25.1");
        Script(folder.PathOf("g++"), "exit 3");
        Script(folder.PathOf("dpkg-query"), "echo cmake installed; echo ninja-build not-installed");

        var lines = await DoctorInAsync(folder.Path);

        Assert.That(lines, Has.Some.Match("^ok +cmake +cmake version 3.25.1$"));
        Assert.That(Remedy(lines, "ninja"), Does.EndWith("apt-get install --no-install-recommends ninja-build"));
        Assert.That(lines, Has.Some.Match(@"^MISSING +g\+\+ +found, but g\+\+ --version exits with 3$"));
        Assert.That(Remedy(lines, "packages"), Does.EndWith("apt-get install --no-install-recommends ninja-build ffmpeg"));
        Assert.That(Remedy(lines, "films"), Does.EndWith("apt-get install --no-install-recommends ffmpeg"));
        Assert.That(Remedy(lines, "home"), Does.StartWith("export HOME="));
        foreach (var (line, next) in lines.Zip(lines.Skip(1)).Where(pair => pair.First.StartsWith("MISSING ", StringComparison.Ordinal)))
            Assert.That(next, Does.Match("^ +-> "), line);
        foreach (var remedy in lines.Where(line => line.Contains(" -> ", StringComparison.Ordinal)).Select(Command))
            Assert.That(ProgramOutput.Of("bash", "-nc", remedy)?.Status, Is.Zero, remedy);
    }

    private static string Command(string line) => line.Split(" -> ")[1];

    private static string Remedy(string[] lines, string subject) =>
        Command(lines[Array.FindIndex(lines, line => line[Math.Min(line.Length, 9)..].StartsWith(subject, StringComparison.Ordinal)) + 1]);

    private static void Script(string path, string lines)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, $"#!/bin/sh\n{lines}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static async Task<string[]> DoctorOfAsync(string root)
    {
        using var output = new StringWriter();
        using var results = new ConsoleWriter(output, required: true);
        using var interruption = new Interruption(results, new FakeTimeProvider(), exit: () => { });
        var doctor = DoctorCommand.Create(new(root), PolicyGrammar.Shipped);
        var code = await doctor
            .Parse(Array.Empty<string>())
            .InvokeAsync(new Invocation(new(results, results, interruption, ConsoleAnswers.OfProcess())));
        Assert.That(code, Is.EqualTo(ExitCode.Infrastructure));
        return output.ToString().Split('\n');
    }

    /// <summary>On a machine whose only programs are those of a folder.</summary>
    private static async Task<string[]> DoctorInAsync(string programs)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [typeof(CommandLine).Assembly.Location, "doctor"])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["PATH"] = programs;
        start.Environment["HOME"] = Path.Combine(programs, "nobody");
        start.Environment["BLINDVLA_DEBIAN_PACKAGES"] = "cmake ninja-build ffmpeg";
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.EqualTo(ExitCode.Infrastructure));
        return output.Split('\n');
    }
}
