using BlindVla.Core;
using BlindVla.Files;

namespace BlindVla.Scenarios.Tests;

internal sealed class EpisodeCountsTests
{
    [Test]
    public void Plan_OfOneNumber_IsWhatItEverWas() =>
        Assert.That(
            Shipped.PutOnPlate.Plan(3, EpisodeCounts.Parse("7")).Episodes.Select(episode => episode.Id),
            Is.EqualTo(Shipped.PutOnPlate.Plan(3, 7).Episodes.Select(episode => episode.Id))
        );

    [Test]
    public void Plan_ByScope_GivesEachCellTheNumberOfTheFirstItBelongsTo()
    {
        var plan = Shipped.PutOnPlate.Plan(3, EpisodeCounts.Parse("id=9,vision=4,*=2"));

        Assert.That(plan.Cells.Where(cell => cell.Split == Split.InDistribution).Select(cell => cell.Episodes), Is.All.EqualTo(9));
        var others = plan
            .Cells.Where(cell => cell.Split != Split.InDistribution)
            .ToLookup(cell => cell.Axis.StartsWith("vision/", default));
        Assert.That(others[true].Select(cell => cell.Episodes), Is.Not.Empty.And.All.EqualTo(4));
        Assert.That(others[false].Select(cell => cell.Episodes), Is.Not.Empty.And.All.EqualTo(2));
        Assert.That(
            plan.Episodes.Select(episode => episode.Id),
            Is.SubsetOf(Shipped.PutOnPlate.Plan(3, 9).Episodes.Select(episode => episode.Id)),
            "the same episodes, fewer of some"
        );
    }

    /// <summary>The first entry counts, so that the order says something.</summary>
    [Test]
    public void Plan_OfACellThatTwoScopesName_TakesTheFirst() =>
        Assert.That(
            Shipped.PutOnPlate.Plan(3, EpisodeCounts.Parse("vision=3,ood=2,id=1")).Cells.Select(cell => cell.Episodes),
            Is.EquivalentTo(new[] { 1, 3, 2, 2 })
        );

    [TestCase("id=9", "has no number in 'id=9'; add *=N")]
    [TestCase("idd=9,*=2", "no episode belongs to the scope 'idd'; did you mean 'id'")]
    [TestCase("*=2,id=9", "'*' stands for all other cells and comes last")]
    [TestCase("id=9,id=2,*=1", "'id' has two numbers")]
    [TestCase("id=-9,*=1", "expected a number of episodes of each cell, or numbers by scope such as id=248,*=34, found 'id=-9,*=1'")]
    [TestCase("all=3,id=9", "'id=9' in 'all=3,id=9' is nowhere")]
    [TestCase("ood=1,vision=2,*=1", "'vision=2' in 'ood=1,vision=2,*=1' is nowhere: its cells have their numbers from entries before it")]
    [TestCase("=9", "expected a number")]
    [TestCase("", "expected a number")]
    [TestCase("9.5", "expected a number")]
    [TestCase("0", "expected from 1 to 100000 episodes per cell, found 0")]
    [TestCase("id=0,*=1", "expected from 1 to 100000 episodes per cell, found 0")]
    [TestCase("id=100001,*=1", "expected from 1 to 100000 episodes per cell, found 100001")]
    [TestCase("99999999999", "expected a number")]
    public void Plan_OfWhatSaysNoNumbers_IsRefused(string text, string message) =>
        Assert.That(
            () => Shipped.PutOnPlate.Plan(3, EpisodeCounts.Parse(text)),
            Throws.TypeOf<InputException>().With.Message.Contains(message)
        );

    [TestCase("20")]
    [TestCase("id=9,vision=4,*=2")]
    public void ToString_IsWhatIsParsed(string text) => Assert.That($"{EpisodeCounts.Parse(text)}", Is.EqualTo(text));
}
