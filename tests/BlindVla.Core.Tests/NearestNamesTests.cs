namespace BlindVla.Core.Tests;

internal sealed class NearestNamesTests
{
    private static readonly string[] Known = ["carrot", "banana", "golf_ball", "plastic_bottle", "7up_can", "bread", "plate"];

    [TestCase("carot", "carrot")]
    [TestCase("CARROT", "carrot")]
    [TestCase("golfball", "golf_ball")]
    [TestCase("plat", "plate")]
    public void Find_MisspeltName_PutsTheMeantOneFirst(string name, string meant) =>
        Assert.That(NearestNames.Find(name, Known)[0], Is.EqualTo(meant));

    [Test]
    public void Find_ManyNear_IsNearestFirstThenByName() =>
        Assert.That(NearestNames.Find("aaaa", ["aabb", "aaab", "aaac", "aaaa", "aaca"]), Is.EqualTo(new[] { "aaaa", "aaab", "aaac" }));

    [Test]
    public void Find_NothingNear_IsEmpty() => Assert.That(NearestNames.Find("xyzxyzxyz", Known), Is.Empty);

    [Test]
    public void Suggest_SomethingNear_Asks() =>
        Assert.That(NearestNames.Suggest("plat", ["plate", "plates", "something_else"]), Is.EqualTo("did you mean 'plate' or 'plates'?"));

    [Test]
    public void Suggest_NothingNear_ListsWhatThereIsInOrder() =>
        Assert.That(NearestNames.Suggest("xyzxyzxyz", ["b", "a", "b"]), Is.EqualTo("there is a, b"));

    [Test]
    public void Suggest_NothingNearAndMuchThere_ListsItsBeginning() =>
        Assert.That(
            NearestNames.Suggest("xyzxyzxyz", Enumerable.Range(10, 30).Select(i => $"{i}")),
            Is.EqualTo("there is 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21 and 18 more")
        );

    [Test]
    public void Suggest_NothingAtAll_SaysSo() => Assert.That(NearestNames.Suggest("x", []), Is.EqualTo("there is none"));
}
