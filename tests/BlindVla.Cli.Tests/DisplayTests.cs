using System.Runtime.Versioning;

namespace BlindVla.Cli.Tests;

/// <summary>A page that is opened for somebody.</summary>
[SupportedOSPlatform("linux")]
[CancelAfter(60_000)]
public sealed class DisplayTests
{
    /// <summary>It may be a browser that lives on: in a session of its own, and with nothing of ours to talk to.</summary>
    [Test]
    public async Task Opener_IsGivenThePage_AndHoldsNothingOfTheCommand(CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder();
        var (opener, told, page) = (folder.PathOf("xdg-open"), folder.PathOf("told"), folder.PathOf("a page.html"));
        Assert.That(ProgramOutput.Of("mkfifo", told)?.Status, Is.Zero);
        await File.WriteAllTextAsync(
            opener,
            $$"""
            #!/bin/sh
            read -r pid name state parent group session rest </proc/$$/stat
            [ "$session" = "$pid" ] && own=yes
            echo "$1 own session: $own, $(readlink /proc/$$/fd/0 /proc/$$/fd/1 /proc/$$/fd/2 | xargs)" >'{{told}}'

            """,
            cancellationToken
        );
        File.SetUnixFileMode(opener, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        Display.Start(opener, page);

        var said = await Task.Run(() => File.ReadAllText(told), cancellationToken).WaitAsync(cancellationToken);
        Assert.That(said, Is.EqualTo($"{page} own session: yes, /dev/null /dev/null /dev/null\n"));
    }

    [Test]
    public void Desktop_WithoutTheProgram_IsNoFault() =>
        Assert.That(() => Display.Start("/no/such/program", "report.html"), Throws.Nothing);
}
