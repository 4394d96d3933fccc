using System.Text;
using BlindVla.Cli;
using BlindVla.Evaluation;

namespace BlindVla.EndToEnd.Tests;

/// <summary>A run whose console is gone.</summary>
[CancelAfter(300_000)]
public sealed class LostConsoleTests
{
    private Workplace _workplace = null!;

    [SetUp]
    public void MakeFolder() => _workplace = new();

    [TearDown]
    public void RemoveFolder() => _workplace.Dispose();

    [Test]
    public async Task ErrorStreamIsLost_TheRunGoesOn()
    {
        using var output = new StringWriter();
        using var lost = new Lost();

        var code = await CommandLine.RunAsync(Command(), output, lost);

        Assert.That(code, Is.Zero);
        Assert.That(lost.Refusals, Is.GreaterThan(0));
        Assert.That(output.ToString(), Does.Contain("0/2").And.EndWith(_workplace.PathOf("run") + Environment.NewLine));
    }

    [Test]
    public async Task OutputIsLost_TheRunIsWholeAndItsFolderIsNamed_ButItIsAFault()
    {
        using var lost = new Lost();
        using var error = new StringWriter();

        var code = await CommandLine.RunAsync(Command(), lost, error);

        Assert.That(code, Is.EqualTo(ExitCode.Infrastructure));
        Assert.That(
            error.ToString(),
            Does.Contain($"./blindvla report {_workplace.PathOf("run")}").And.Contain("the result cannot be written to standard output")
        );
        Assert.That(RecordedRun.Open(_workplace.PathOf("run")).Record.Status, Is.EqualTo(RunStatus.Complete));
    }

    private string[] Command() =>
        ["eval", "put-on-plate", "--policy", "hold", "--episodes", "2", "--only", "*/id/*", "--out", _workplace.PathOf("run")];

    private sealed class Lost : TextWriter
    {
        public int Refusals { get; private set; }

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value)
        {
            Refusals++;
            throw new IOException("Input/output error");
        }
    }
}
