using BlindVla.Evaluation;

namespace BlindVla.Reports.Tests;

internal sealed class ErroredTrialsTests
{
    private static readonly TrialRecord Errored = SomeRun.Errored(SomeRun.Control(0), "naive");

    [Test]
    public void Of_ErroredTrials_NamesEachWithItsError_CutWhereItIsLong()
    {
        var lengthy = Errored with { Error = new('x', 300), Attempts = 1 };
        TrialRecord[] trials = [SomeRun.Succeeded(SomeRun.Control(0), "fits"), Errored, lengthy];

        Assert.That(
            ErroredTrials.Of(trials),
            Is.EqualTo(
                new[]
                {
                    $"errored: {Errored.EpisodeId} under naive, 3 attempts: Unavailable: the server has gone",
                    $"errored: {Errored.EpisodeId} under naive, 1 attempt: {new string('x', 200)}…",
                }
            )
        );
    }

    [Test]
    public void Of_ManyErroredTrials_SaysHowManyMore()
    {
        var lines = ErroredTrials.Of(Enumerable.Repeat(Errored, 13)).ToList();

        Assert.That(lines, Has.Count.EqualTo(11));
        Assert.That(lines[^1], Is.EqualTo("errored: 3 more; episodes.csv says which and why"));
    }

    [Test]
    public void Of_TrialsThatWereCarriedOut_IsSilent() =>
        Assert.That(ErroredTrials.Of([SomeRun.Succeeded(SomeRun.Control(0), "fits")]), Is.Empty);
}
