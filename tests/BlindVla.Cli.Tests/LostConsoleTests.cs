using System.Text;
using BlindVla.Evaluation;
using Microsoft.Extensions.Time.Testing;

namespace BlindVla.Cli.Tests;

/// <summary>Standard output or error is full, closed or gone.</summary>
public sealed class LostConsoleTests
{
    [Test]
    public async Task Result_ThatCannotBeWritten_IsInfrastructure()
    {
        using var full = new FullDisk();
        using var error = new StringWriter();

        var code = await CommandLine.RunAsync(["suite", "list"], full, error);

        Assert.That(code, Is.EqualTo(ExitCode.Infrastructure));
        Assert.That(error.ToString(), Does.Contain("the result cannot be written to standard output: no space left on device"));
    }

    [Test]
    public async Task Help_ThatCannotBeWritten_IsInfrastructure()
    {
        using var full = new FullDisk();

        Assert.That(await CommandLine.RunAsync(["--help"], full, TextWriter.Null), Is.EqualTo(ExitCode.Infrastructure));
    }

    [Test]
    public async Task Mistake_WhereNothingCanBeWritten_KeepsItsExitCode()
    {
        using var full = new FullDisk();

        Assert.That(await CommandLine.RunAsync(["foo"], full, full), Is.EqualTo(ExitCode.Usage));
    }

    [Test]
    public void Progress_ThatCannotBeWritten_IsDropped()
    {
        using var full = new FullDisk();
        using var writer = new ConsoleWriter(full, required: false, () => 80);
        using var progress = new ConsoleProgress(writer, workers: 2, new FakeTimeProvider());

        progress.OnPlanned(Progress(done: 0));
        progress.OnAttemptFailed(SomeRun.Episode, "hold", 1, "it died", willRetry: true);
        progress.OnStopping();

        Assert.That(full.Refusals, Is.GreaterThan(2));
    }

    [Test]
    public void Progress_OnATerminal_NeverWraps([Values(1, 20, 79, 500)] int width)
    {
        using var text = new StringWriter();
        using var writer = new ConsoleWriter(text, required: false, () => width);

        using (var progress = new ConsoleProgress(writer, workers: 2, new FakeTimeProvider()))
            progress.OnPlanned(Progress(done: 9));

        var lines = text.ToString().Replace("\r\u001b[2K", "", StringComparison.Ordinal).Split(Environment.NewLine);
        Assert.That(lines, Has.Length.EqualTo(2), "a line for the bar, and then the next begins");
        Assert.That(lines[0], Has.Length.LessThanOrEqualTo(Math.Max(1, width - 1)));
    }

    [Test]
    public void Progress_OffATerminal_IsALineNowAndThen_WithoutControlCharacters()
    {
        using var text = new StringWriter();
        using var writer = new ConsoleWriter(text, required: false);
        var time = new FakeTimeProvider();
        using var progress = new ConsoleProgress(writer, workers: 2, time);

        progress.OnPlanned(Progress(done: 0));
        time.Advance(TimeSpan.FromSeconds(11));
        progress.OnPlanned(Progress(done: 9));
        progress.OnPlanned(Progress(done: 9));
        progress.OnStopping();

        Assert.That(
            text.ToString().Split(Environment.NewLine),
            Is.EqualTo(
                new[]
                {
                    "9/10 trials  0.90 trials/s  0:00:01 left  successes 5/9",
                    "stopping, 1 trial is being finished; again to abandon it",
                    "",
                }
            )
        );
    }

    private static RunProgress Progress(int done) => new(10, 0, done, TimeSpan.FromSeconds(10), [new("hold", done, (done + 1) / 2, 0)]);

    private sealed class FullDisk : TextWriter
    {
        public int Refusals { get; private set; }

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value)
        {
            Refusals++;
            throw new IOException("No space left on device : '/dev/stdout'");
        }
    }
}
