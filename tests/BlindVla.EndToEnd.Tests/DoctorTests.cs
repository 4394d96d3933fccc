namespace BlindVla.EndToEnd.Tests;

[CancelAfter(60_000)]
public sealed class DoctorTests
{
    [Test]
    public async Task Doctor_WhereEverythingIsBuilt_NamesTheRendererAndMissesNothingOfOurs()
    {
        var (_, output, error) = await Workplace.RunAsync("doctor");

        Assert.That(error, Is.Empty);
        Assert.That(
            output,
            Does.Match(@"ok +MuJoCo server +.*mujoco \d+\.\d+")
                .And.Match(@"ok +graphics +(egl|osmesa) ")
                .And.Match(@"ok +assets +\d+ files")
        );
    }

    [Test]
    public async Task Help_OfEveryCommand_HasAnExample()
    {
        foreach (var command in new[] { "demo", "eval", "report", "table", "merge", "replay", "suite", "doctor" })
        {
            var (code, output, _) = await Workplace.RunAsync(command, "--help");

            Assert.That(code, Is.Zero);
            Assert.That(output, Does.Contain("Examples:").And.Contain($"./blindvla {command}"));
        }
    }
}
