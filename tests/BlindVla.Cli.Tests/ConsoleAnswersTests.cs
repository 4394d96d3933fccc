namespace BlindVla.Cli.Tests;

public sealed class ConsoleAnswersTests
{
    [Test]
    public async Task KeyAsync_OfLines_TakesTheFirstThatIsOneOfTheKeys()
    {
        var answers = new ConsoleAnswers(new StringReader("stop\nS\n\nfailure\nf\n"), isTerminal: false);

        var refused = new List<string>();

        Assert.That(await answers.KeyAsync("sf", refused.Add, CancellationToken.None), Is.EqualTo('s'));
        Assert.That(await answers.KeyAsync("\nx", refused.Add, CancellationToken.None), Is.EqualTo('\n'));
        Assert.That(await answers.KeyAsync("sf", refused.Add, CancellationToken.None), Is.EqualTo('f'));
        Assert.That(refused, Is.EqualTo(new[] { "stop", "failure" }), "whoever typed it is told");
    }

    /// <summary>Whatever is asked, the stop is one of the answers.</summary>
    [Test]
    public async Task KeyAsync_TakesTheStop_WhateverIsAsked()
    {
        var answers = new ConsoleAnswers(new StringReader("q\n!\n"), isTerminal: false);

        Assert.That(await answers.KeyAsync("sf", _ => { }, CancellationToken.None), Is.EqualTo('!'));
    }

    [Test]
    public void StopPressedAsync_OffATerminal_LeavesLinesToWhoeverAsks()
    {
        using var over = new CancellationTokenSource();
        var lines = new StringReader("!\n");

        var listening = new ConsoleAnswers(lines, isTerminal: false).StopPressedAsync(over.Token);
        over.Cancel();

        Assert.That(async () => await listening, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(lines.ReadLine(), Is.EqualTo("!"));
    }

    [Test]
    public void LineAsync_WhereNobodyAnswersAnyMore_SaysHowToGoOn()
    {
        var answers = new ConsoleAnswers(new StringReader(""), isTerminal: false);

        Assert.That(
            async () => await answers.LineAsync(CancellationToken.None),
            Throws.TypeOf<CommandException>().With.Message.Contains("--resume").And.Property("ExitCode").EqualTo(ExitCode.Interrupted)
        );
    }

    [Test]
    public void LineAsync_WhereSomebodyStopsTheRun_WaitsNoLonger()
    {
        using var stopped = new CancellationTokenSource();
        using var silent = new SilentReader();
        var answers = new ConsoleAnswers(silent, isTerminal: false);

        var asked = answers.LineAsync(stopped.Token).AsTask();
        stopped.Cancel();

        Assert.That(async () => await asked, Throws.InstanceOf<OperationCanceledException>());
    }

    /// <summary>Says nothing until it is disposed.</summary>
    private sealed class SilentReader : TextReader
    {
        private readonly ManualResetEventSlim _closed = new();

        public override string? ReadLine()
        {
            _closed.Wait();
            return null;
        }

        protected override void Dispose(bool disposing)
        {
            _closed.Set();
            base.Dispose(disposing);
        }
    }
}
