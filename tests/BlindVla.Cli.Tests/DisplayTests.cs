using System.Runtime.Versioning;

namespace BlindVla.Cli.Tests;

/// <summary>A page that is opened for somebody.</summary>
[SupportedOSPlatform("linux")]
[CancelAfter(60_000)]
public sealed class DisplayTests
{
    /// <summary>A browser that is started for the page lives on, and says more than anybody reads.</summary>
    [Test]
    public async Task Browser_ThatOutlivesTheCommand_AndTalks_IsNotEnded(CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder();
        var (browser, life, go, page) = (
            folder.PathOf("xdg-open"),
            folder.PathOf("life"),
            folder.PathOf("go"),
            folder.PathOf("a page.html")
        );
        Assert.That(ProgramOutput.Of("mkfifo", life, go)?.Status, Is.Zero);
        await File.WriteAllTextAsync(
            browser,
            $"""
            #!/bin/sh
            exec 3>'{life}'
            read -r word <'{go}'
            echo from the browser
            echo from the browser >&2
            echo "$1" >&3

            """,
            cancellationToken
        );
        File.SetUnixFileMode(browser, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var said = Task.Run(() => File.ReadAllText(life), cancellationToken);

        Display.Start(browser, page);

        await Task.Run(() => File.WriteAllText(go, "now\n"), cancellationToken).WaitAsync(cancellationToken);
        Assert.That(await said.WaitAsync(cancellationToken), Is.EqualTo($"{page}\n"));
    }

    [Test]
    public void Desktop_WithoutTheProgram_IsNoFault() =>
        Assert.That(() => Display.Start("/no/such/program", "report.html"), Throws.Nothing);
}
