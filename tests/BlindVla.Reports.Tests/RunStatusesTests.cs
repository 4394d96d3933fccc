using BlindVla.Evaluation;

namespace BlindVla.Reports.Tests;

internal sealed class RunStatusesTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [TestCase(RunStatus.Running, "running, 3 of 40 trials, 1 errored")]
    [TestCase(RunStatus.Partial, "partial, 3 of 40 trials, 1 errored")]
    [TestCase(RunStatus.Decided, "decided after 4 of 40 planned trials")]
    [TestCase(RunStatus.Undecided, "undecided after 4 of 40 planned trials")]
    public void Words_OfEachStatus_TellAnInterruptedRunFromOneThatItsGateEnded(RunStatus status, string words)
    {
        var run = SomeRun.Write(_folder["run"], ["hold"], [SomeRun.Failed(SomeRun.Control(0), "hold")]).Record;

        Assert.That(RunStatuses.Words(run with { Status = status, Trials = new(40, 3, 1) }), Is.EqualTo(words));
    }
}
