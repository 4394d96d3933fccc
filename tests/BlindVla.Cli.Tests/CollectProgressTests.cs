namespace BlindVla.Cli.Tests;

/// <summary>What is said while data is collected, off a terminal.</summary>
public sealed class CollectProgressTests
{
    private readonly StringWriter _said = new();
    private CollectProgress _progress = null!;

    [SetUp]
    public void SetUp()
    {
        _said.GetStringBuilder().Clear();
        _progress = new(new(_said, required: false), "scenes", "data/static", TimeProvider.System);
    }

    [Test]
    public void End_WithoutAnythingToDo_SaysThatItIsFinished()
    {
        _progress.End();

        Assert.That(Lines(), Is.EqualTo(new[] { "data/static is finished: nothing is left to do" }));
    }

    /// <summary>What is there from before has no rate: it would be a billion a second.</summary>
    [Test]
    public void Show_OfACollectionThatGoesOn_HasTheRateOfThisCall()
    {
        _progress.Show(new(Done: 100, Before: 100, Planned: 104, Frames: 0, Seconds: 0));
        _progress.Show(new(Done: 101, Before: 100, Planned: 104, Frames: 4, Seconds: 1));
        _progress.Show(new(Done: 102, Before: 100, Planned: 104, Frames: 8, Seconds: 4));
        _progress.End();

        Assert.That(Lines()[0], Does.StartWith("scenes into data/static, where 100 of 104 are; Ctrl+C keeps"));
        Assert.That(Lines()[^1], Does.StartWith("102/104 scenes  0.5/s  8 frames").And.EndsWith("0:00:04 left"));
    }

    [Test]
    public void Show_OfABeginning_HasNoRate()
    {
        _progress.Show(new(Done: 0, Before: 0, Planned: 4, Frames: 0, Seconds: 0));
        _progress.End();

        Assert.That(Lines().Single(), Does.StartWith("scenes into data/static; Ctrl+C keeps"));
    }

    private string[] Lines() => _said.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
