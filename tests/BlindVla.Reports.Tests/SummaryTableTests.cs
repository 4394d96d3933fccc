using BlindVla.Core;
using BlindVla.Evaluation;

namespace BlindVla.Reports.Tests;

internal sealed class SummaryTableTests
{
    private static readonly Summary Sample = new(
        2,
        SuccessRule.AtEnd,
        [
            Row("planner", true, ScopeKind.Split, "id", 97, 98, 100, 0, null),
            Row("planner", true, ScopeKind.Split, "ood", 8, 9, 19, 1, new(8, 0, 11, 0)),
            Row("planner", true, ScopeKind.Cell, "id", 97, 98, 100, 0, null),
            Row("planner", true, ScopeKind.Cell, "semantic/wording", 8, 8, 10, 0, new(8, 0, 2, 0)),
            Row("planner", true, ScopeKind.Cell, "vision/table@0.5", 0, 1, 9, 1, new(0, 0, 9, 0)),
            Row("hold", false, ScopeKind.Split, "id", 0, 0, 0, 0, null),
            Row("hold", false, ScopeKind.Cell, "id", 0, 0, 0, 0, null),
        ]
    );

    [Test]
    public void Plain_Summary_IsAligned() =>
        Assert.That(
            SummaryTable.Plain(Sample),
            Is.EqualTo(
                """
                policy    cell                        k/n  rate         95 %  any step              vs control  lost/won  errored
                planner*  id                       97/100  97.0  91.5 - 99.0    98/100                                          0
                planner*  semantic/wording           8/10  80.0  49.0 - 94.3      8/10    -20.0 [-51.0, +13.3]       2/0        0
                planner*  vision/table@0.5            0/9   0.0   0.0 - 29.9       1/9  -100.0 [-100.0, -40.2]       9/0        1
                planner*  all out-of-distribution    8/19  42.1  23.1 - 63.7      9/19    -57.9 [-76.9, -31.3]      11/0        1
                hold      id                          0/0        0.0 - 100.0       0/0                                          0

                k/n, rate and Wilson 95 % interval: success at the end of the episode, in per cent; over several cells it counts trials of one scene for what they are worth.
                vs control: rate minus that of the unperturbed twins with its 95 % interval (Tango), in percentage points; lost/won: twins of which only the control, only the perturbed one succeeded.
                * uses object poses, which no camera shows.
                1 trial errored: could not be carried out, not counted in n; --resume tries them again.

                """
            )
        );

    [Test]
    public void Plain_OnANarrowTerminal_BreaksWordsAndNeverNumbers()
    {
        var text = SummaryTable.Plain(Sample, width: 90);

        Assert.That(text.Split('\n'), Has.All.Length.LessThanOrEqualTo(90));
        Assert.That(
            text,
            Does.Contain("97/100").And.Contain("8/19").And.Contain("-57.9").And.Contain("table@0.5").And.Contain("all out-of-")
        );
    }

    [Test]
    public void Plain_OnATerminalTooNarrowForItsNumbers_KeepsThemWhole()
    {
        var text = SummaryTable.Plain(Sample, width: 10);

        Assert.That(text, Does.Contain("97/100").And.Contain("98/100").And.Contain("-100.0"));
    }

    [Test]
    public void Markdown_Summary_HasARowPerAxisAndNoEmphasisByAccident()
    {
        var lines = SummaryTable.Markdown(Sample).Split('\n');

        Assert.Multiple(() =>
        {
            Assert.That(lines[0], Is.EqualTo("| policy | cell | k/n | rate | 95 % | any step | vs control | lost/won | errored |"));
            Assert.That(lines[1], Is.EqualTo("|---|---|---:|---:|---:|---:|---:|---:|---:|"));
            Assert.That(lines[2], Is.EqualTo("| planner\\* | id | 97/100 | 97.0 | 91.5 - 99.0 | 98/100 |  |  | 0 |"));
            Assert.That(lines.Where(line => line.StartsWith('|')), Has.Exactly(7).Items);
        });
    }

    [Test]
    public void Plain_RuleIsAnyStep_ShowsThatRateFirst()
    {
        var line = SummaryTable.Plain(
            Sample with
            {
                SuccessRule = SuccessRule.AtAnyStep,
                Rows =
                [
                    Row("p", false, ScopeKind.Cell, "id", 4, 4, 10, 0, null) with
                    {
                        SuccessRule = SuccessRule.AtAnyStep,
                        AtEnd = Rate.Of(3, 10),
                    },
                ],
            }
        );

        Assert.That(line, Does.Contain("at end").And.Contain("4/10  40.0").And.Contain("  3/10").And.Contain("success at any step"));
    }

    [Test]
    public void Plain_TasksWithRulesOfTheirOwn_EachRowSaysItsRuleAndBothRates()
    {
        var table = SummaryTable.Plain(
            Sample with
            {
                SuccessRule = null,
                Rows =
                [
                    Row("p", false, ScopeKind.Cell, "lift/id", 3, 5, 10, 0, null),
                    Row("p", false, ScopeKind.Cell, "touch/id", 3, 5, 10, 0, null) with
                    {
                        SuccessRule = SuccessRule.AtAnyStep,
                        Successes = 5,
                    },
                ],
            }
        );

        Assert.That(
            table,
            Is.EqualTo(
                """
                policy  cell      rule       k/n  rate         95 %  at end  any step  errored
                p       lift/id   at end    3/10  30.0  10.8 - 60.3    3/10      5/10        0
                p       touch/id  any step  5/10  50.0  23.7 - 76.3    3/10      5/10        0

                k/n, rate and Wilson 95 % interval: success at the end of the episode or at any step of it, by the rule of each task, in per cent; over several cells it counts trials of one scene for what they are worth.

                """
            )
        );
    }

    private static SummaryRow Row(
        string policy,
        bool privileged,
        ScopeKind scope,
        string name,
        int atEnd,
        int anyStep,
        int n,
        int errored,
        ControlPairs? pairs
    ) => new(policy, privileged, scope, name, SuccessRule.AtEnd, n, atEnd, Rate.Of(atEnd, n), Rate.Of(anyStep, n), errored, pairs);
}
