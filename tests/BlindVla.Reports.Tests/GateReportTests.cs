using System.Xml.Linq;
using BlindVla.Core;
using BlindVla.Evaluation;

namespace BlindVla.Reports.Tests;

public sealed class GateReportTests
{
    private static readonly PairedCounts Counts = new(40, 1, 9, 0);

    private static readonly ScopeComparison Scope = new(
        ScopeKind.Suite,
        "all",
        Rate.Of(49, 50),
        Rate.Of(41, 50),
        Counts,
        new(50, 1),
        DifferenceInterval.Tango(Counts),
        PairedTest.McNemar(Counts),
        AdjustedP: null,
        DetectableDrop: 0.1,
        Seeds: [],
        Things: [new("object", 9, 1.5, new(-0.3, 0.05)), new("table", 1, 1, Interval: null)],
        Unpaired: null
    );

    private static readonly GateResult Regression = new(
        2,
        "nightly",
        0.05,
        null,
        Verdict.Regression,
        ["all: worse"],
        [Claim("all", Verdict.Regression), Claim("id", Verdict.Pass), Claim("vision", Verdict.Inconclusive)],
        new(1, "old", "new", Core.SuccessRule.AtEnd, true, [Scope], [new("new", "errored: gone", 2)]),
        0.1
    );

    private static readonly GateResult Refused = new(
        2,
        "nightly",
        0.05,
        null,
        Verdict.NotComparable,
        ["identity.seed: expected 1, found 2"],
        [],
        null,
        null
    );

    [Test]
    public void Plain_SaysVerdictReasonsAndEveryClaim()
    {
        var text = GateReport.Plain(Regression);

        Assert.That(text, Does.StartWith("REGRESSION: gate nightly, new against old\n  all: worse\n"));
        Assert.That(
            text,
            Does.Contain("the baseline run twice ends otherwise in 10.0 % of the episodes").And.Contain("new: 2 left out: errored: gone")
        );
        Assert.That(text, Does.Match(@"all +50 +50 +1\.0 +98\.0 +82\.0 +9/1 +-16\.0"));
    }

    [Test]
    public void JUnit_SaysTheReasonsOfAClaim_AndWhatHoldsOfAll()
    {
        var result = Regression with { Reasons = ["2 trials that only new could not finish", "vision: nothing to compare", "all: worse"] };

        var cases = XDocument.Parse(GateReport.JUnit(result)).Descendants("testcase").ToDictionary(c => c.Attribute("name")!.Value);

        Assert.That(cases["vision"].Value, Does.StartWith("2 trials that only new could not finish\nvision: nothing to compare\n"));
        Assert.That(cases["all"].Value, Does.StartWith("2 trials that only new could not finish\nall: worse\n"));
    }

    [Test]
    public void EveryForm_SaysWhichDropWouldHaveBeenFound()
    {
        var text = GateReport.Plain(Regression);

        Assert.That(text, Does.Match(@"margin +detectable +verdict"));
        Assert.That(text, Does.Match(@"\nid .* -5\.0 +- +pass").And.Match(@"\nvision .* -5\.0 +12\.3 +inconclusive"));
        Assert.That(GateReport.Markdown(Regression), Does.Match(@"\| vision \|.*\| -5\.0 \| 12\.3 \| inconclusive \|"));
        Assert.That(GateReport.JUnit(Regression), Does.Contain("detectable drop 12.3"));
    }

    [TestCase(0.05, "90 %", "95 %")]
    [TestCase(0.025, "95 %", "97.5 %")]
    public void EveryForm_SaysTheLevelOfItsBounds(double alpha, string both, string each)
    {
        var result = Regression with { Alpha = alpha };

        Assert.That(GateReport.Plain(result), Does.Match($@"claim .* {both} CI +p of a drop"));
        Assert.That(GateReport.Plain(result), Does.Contain($"{both} CI: its interval (Tango), each end a one-sided {each} bound, with 0"));
        Assert.That(GateReport.Markdown(result), Does.Contain($"| {both} CI |").And.Contain($"one-sided {each} bound, with 0"));
        Assert.That(GateReport.JUnit(result), Does.Contain($"is not excluded (one-sided {each} bound)"));
    }

    [Test]
    public void Legend_NamesEveryColumn_AndTheMarkWhereThereIsOne()
    {
        var text = GateReport.Plain(Regression);
        var marked = GateReport.Plain(Regression with { Comparison = Regression.Comparison! with { Privileged = ["old"] } });

        foreach (
            var column in new[]
            {
                "claim: ",
                "pairs: ",
                "baseline, candidate: ",
                "lost/won: ",
                "difference: ",
                "p of a drop: ",
                "margin: ",
                "detectable: ",
                "verdict: ",
                "more pairs: ",
            }
        )
        {
            Assert.That(text, Does.Contain(column));
        }
        Assert.That(text, Does.Not.Contain("*").And.Not.Contain("optional stopping"));
        Assert.That(marked, Does.Contain("new against old*\n").And.Contain("* uses object poses"));
    }

    [Test]
    public void BoundsOfASequentialVerdict_OnlyDescribe_InEveryForm()
    {
        var result = Regression with { Guarantee = Guarantee.Anytime };

        foreach (var text in new[] { GateReport.Plain(result), GateReport.Markdown(result), GateReport.JUnit(result) })
        {
            Assert.That(text, Does.Contain("fixed-sample, not valid under optional stopping"));
        }
        Assert.That(GateReport.Plain(result), Does.Contain("(guarantee: anytime)"));
        Assert.That(GateReport.Markdown(result with { Guarantee = Guarantee.Calibrated }), Does.Contain("(guarantee: calibrated)"));
    }

    [Test]
    public void ClaimThatWasNotLookedAt_SaysWhy()
    {
        var result = Regression with { Claims = [Claim("all", Verdict.Inconclusive) with { WhyNotYet = "not looked at yet" }] };

        Assert.That(GateReport.Plain(result), Does.Match("inconclusive +not looked at yet\n"));
        Assert.That(GateReport.Markdown(result), Does.Contain("| not looked at yet |"));
    }

    [Test]
    public void JUnit_OfAPass_SaysItsReasons()
    {
        var result = Regression with { Verdict = Verdict.Pass, Claims = [Claim("all", Verdict.Pass)], Reasons = [ReleaseGate.SamePolicy] };

        var suite = XDocument.Parse(GateReport.JUnit(result)).Root!;

        Assert.That((string)suite.Element("system-out")!, Is.EqualTo(ReleaseGate.SamePolicy));
        Assert.That(XDocument.Parse(GateReport.JUnit(result with { Reasons = [] })).Root!.Element("system-out"), Is.Null);
    }

    [Test]
    public void Recipes_AreSaidToHaveSeeds()
    {
        var scope = Scope with { Seeds = [new("0", 25, -0.2), new("1", 25, -0.12)] };
        var result = Regression with { Comparison = Regression.Comparison! with { Scopes = [scope] } };

        foreach (var text in new[] { GateReport.Plain(result), GateReport.Markdown(result) })
        {
            Assert.That(text, Does.Contain("2 training seeds, which widen interval and p").And.Contain("0: -20.0, 1: -12.0."));
        }
    }

    [Test]
    public void Ranking_SaysInWordsWhereEachCandidateDiffers()
    {
        Comparison Of(string candidate, params ScopeComparison[] scopes) => new(1, "old", candidate, null, true, [.. scopes], []);
        var cell = Scope with { Scope = ScopeKind.Cell, Name = "vision/table", P = 0.01, AdjustedP = 0.2 };
        Comparison[] comparisons = [Of("bad", Scope, cell), Of("n-*", Scope with { P = 0.3 }) with { Privileged = ["n-*"] }];
        RankedPolicy[] ranking = [new(1, "old", null, null), new(1, "n-*", -0.01, 1), new(3, "bad", -0.16, 0.02)];

        var text = ComparisonTable.PlainRanking(ranking, comparisons);

        Assert.That(text, Does.Match(@"rank +policy +vs old").And.Contain("\nbad: worse in all (-16.0)\n"));
        Assert.That(text, Does.Contain("\nn-* (*): no difference is certain\n"));
        Assert.That(
            ComparisonTable.MarkdownRanking(ranking, comparisons),
            Does.Contain("| 3 | bad | -16.0 |").And.Contain("\n- bad: worse in all (-16.0)\n")
        );
    }

    [Test]
    public void Markdown_HasATableAndTheWholeComparisonFolded() =>
        Assert.That(
            GateReport.Markdown(Regression),
            Does.StartWith("### :x: REGRESSION").And.Contain("| claim |").And.Contain("<details>")
        );

    [Test]
    public void JUnit_OfClaims_FailsRegressionsAndReportsOpenOnesAsErrors()
    {
        var suite = XDocument.Parse(GateReport.JUnit(Regression)).Root!;

        Assert.That(
            ((int)suite.Attribute("tests")!, (int)suite.Attribute("failures")!, (int)suite.Attribute("errors")!),
            Is.EqualTo((3, 1, 1))
        );
        Assert.That(suite.Elements().Single(c => (string)c.Attribute("name")! == "id").HasElements, Is.False);
    }

    [Test]
    public void JUnit_OfArmsThatCannotBeCompared_IsOneErrorWithTheReasons() =>
        Assert.That(XDocument.Parse(GateReport.JUnit(Refused)).Root!.Value, Does.Contain("identity.seed"));

    [Test]
    public void Plain_SaysHowManyThingsAreBehindAClaim() =>
        Assert.That(
            GateReport.Plain(Regression),
            Does.Contain("\nall: 9 objects (with others -30.0 to +5.0), 1 table (nothing of others)\n")
        );

    [Test]
    public void ComparisonTable_SaysHowManyThingsThereWere_AndWhatOthersMightShow()
    {
        Comparison comparison = new(1, "old", "new", Core.SuccessRule.AtEnd, true, [Scope], []);

        var lines = ComparisonTable.Plain(comparison).Split('\n').SkipWhile(line => !line.Contains("over objects")).ToList();

        Assert.That(lines[0], Does.Match("scope +difference +over scenes +objects +over objects +tables +over tables"));
        Assert.That(lines[1], Does.Match(@"all +-16\.0 +-\S+ to -\S+ +9 +-30\.0 to \+5\.0 +1 +-$"));
        Assert.That(ComparisonTable.Markdown(comparison), Does.Contain("-30.0 to +5.0"));
    }

    [Test]
    public void ComparisonTable_OfFewDiscordantPairs_SaysThatTheyProveNothing()
    {
        var few = new PairedCounts(45, 1, 4, 0);
        var scope = Scope with { Counts = few };

        var text = ComparisonTable.Plain(new(1, "old", "new", Core.SuccessRule.AtEnd, true, [scope], []));

        Assert.That(text, Does.Contain("5 discordant pairs: fewer than 6 can never reach p < 0.05"));
    }

    private static ClaimResult Claim(string name, Verdict verdict) =>
        new(name, 0.05, Scope, -0.3, -0.05, 0.01, verdict, verdict == Verdict.Inconclusive ? 12 : 0)
        {
            DetectableDrop = verdict == Verdict.Pass ? 1 : 0.123,
        };
}
