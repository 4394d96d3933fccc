using System.Text.RegularExpressions;
using BlindVla.Evaluation;

namespace BlindVla.Reports.Tests;

internal sealed class PositionMapTests
{
    [Test]
    public void Of_Trials_AreCountedInCellsOfThreeCentimetres()
    {
        var map = Text(
            At(-0.18, 0.03, success: true),
            At(-0.1651, 0.0449, success: false), // the far corner of the same cell
            At(-0.1649, 0.03, success: true), // the next row
            At(-0.12, -0.03, success: false)
        );

        Assert.That(Rows(map), Is.EqualTo(new[] { "|-0.03|0.00|0.03", "-0.18|||1/2", "-0.15|||1/1", "-0.12|0/1||" }));
    }

    [Test]
    public void Of_Cell_IsShadedByItsRate()
    {
        var map = Text(At(0, 0, true), At(0, 0, true), At(0, 0, true), At(0, 0, false));

        Assert.That(map, Does.Contain("style=\"--rate:75\">3/4<"));
    }

    [Test]
    public void Of_CellAroundTheOrigin_HasNoMinusSign() =>
        Assert.That(Rows(Text(At(-0.01, -0.01, true))), Is.EqualTo(new[] { "|0.00", "0.00|1/1" }));

    [Test]
    public void Of_NoTrials_SaysSo() => Assert.That(Text(), Does.Contain("no trials").And.Not.Contain("<table"));

    [Test]
    public void Of_Label_IsEncoded() => Assert.That(PositionMap.Of([At(0, 0, true)], "<b>").Text, Does.Contain("&lt;b&gt;"));

    private static string Text(params TrialRecord[] trials) => PositionMap.Of(trials, "planner").Text;

    /// <summary>A line per row of the table, its cells between bars.</summary>
    private static IEnumerable<string> Rows(string map) =>
        Regex
            .Matches(map, "<tr>(.*?)</tr>")
            .Select(row =>
                string.Join('|', Regex.Matches(row.Groups[1].Value, "<t[hd][^>]*>(.*?)</t[hd]>").Select(cell => cell.Groups[1].Value))
            );

    private static TrialRecord At(double x, double y, bool success)
    {
        var episode = SomeRun.Control(0);
        return (success ? SomeRun.Succeeded(episode, "planner") : SomeRun.Failed(episode, "planner")) with
        {
            ObjectXMeters = x,
            ObjectYMeters = y,
        };
    }
}
