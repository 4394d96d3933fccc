using BlindVla.Core;
using BlindVla.Evaluation;

namespace BlindVla.Reports.Tests;

internal sealed class VerdictWordsTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Pass_SaysWhatIsTolerated_AndHowManyLostPairsWouldOpenIt()
    {
        var gate = Judge(pairs: 200, lost: 0, won: 0);

        Assert.That(
            VerdictWords.Sentence(gate),
            Is.EqualTo(
                "new may replace old: nowhere that the gate nightly looks can it be worse by more than the gate tolerates (200 pairs)."
            )
        );
        Assert.That(
            VerdictWords.Changes(gate).Single(),
            Does.Match(
                @"^all is nearest to its margin: a drop of more than 1\.\d points is excluded, and 5\.0 are tolerated; "
                    + @"it would be open if about \d more pairs had been lost\.$"
            )
        );
    }

    [Test]
    public void Regression_SaysBothRates_AndHowManyPairsMakeIt()
    {
        var gate = Judge(pairs: 100, lost: 30, won: 2);

        Assert.That(
            VerdictWords.Sentence(gate),
            Is.EqualTo(
                "new should not replace old: over the whole suite it succeeds in 52.0 % of the episodes instead of 80.0 %, and chance does "
                    + "not explain that."
            )
        );
        Assert.That(
            VerdictWords.Changes(gate).Single(),
            Does.Match(@"^all: the drop would no longer be certain if about 2\d of the 30 lost pairs had not been lost\.$")
        );
    }

    [Test]
    public void Inconclusive_SaysHowMuchIsOpen_AndWhatWouldDecide()
    {
        var gate = Judge(pairs: 40, lost: 1, won: 1);

        Assert.That(
            VerdictWords.Sentence(gate),
            Does.Match(
                @"^It cannot be said yet whether new may replace old: 1 of 1 claims is open; about \d+ more pairs would "
                    + @"probably decide\.$"
            )
        );
        Assert.That(
            VerdictWords.Changes(gate).Single(),
            Does.Match(@"^all: about \d+ more pairs would probably make it a pass, if the difference stays as it is\.$")
        );
    }

    [Test]
    public void SidesThatCannotBeCompared_NothingIsSaidOfEither()
    {
        var run = SomeRun.Write(_folder["run"], ["old"], [SomeRun.Failed(SomeRun.Control(0), "old")]);
        ComparisonSide side = new(run, run.Record.Identity.Policies[0]);

        var gate = ReleaseGate.Judge(Rules, side, side);

        Assert.That(VerdictWords.Sentence(gate), Is.EqualTo("These runs cannot be compared, so nothing is said of either."));
        Assert.That(VerdictWords.Changes(gate), Is.Empty);
    }

    private static GateRules Rules =>
        new("nightly", "suite", Margin: 0.05, [], Alpha: 0.05, Power: 0.8, MaxErrored: 0.5, PracticalDrop: 0.01, null);

    /// <summary>Of the episodes in which both do alike half succeed.</summary>
    private GateResult Judge(int pairs, int lost, int won)
    {
        TrialRecord Ended(int index, string policy, bool succeeds) =>
            succeeds ? SomeRun.Succeeded(SomeRun.Control(index), policy) : SomeRun.Failed(SomeRun.Control(index), policy);
        var both = (pairs - lost - won + 1) / 2;
        bool Old(int index) => index < lost || (index >= lost + won && index < lost + won + both + 16);
        bool New(int index) => (index >= lost && index < lost + won) || (index >= lost + won && index < lost + won + both + 16);
        var run = SomeRun.Write(
            _folder["run"],
            ["old", "new"],
            [
                .. Enumerable.Range(0, pairs).Select(index => Ended(index, "old", Old(index))),
                .. Enumerable.Range(0, pairs).Select(index => Ended(index, "new", New(index))),
            ]
        );
        var sides = run.Record.Identity.Policies.Select(policy => new ComparisonSide(run, policy)).ToList();
        return ReleaseGate.Judge(Rules, sides[0], sides[1]);
    }
}
