namespace BlindVla.Policies.Tests;

public sealed class HoldPolicyTests
{
    [Test]
    public async Task Predict_IsTheHoldActionOfTheEnvironment()
    {
        await using var policy = new HoldPolicy();
        await using var session = policy.BeginEpisode(new("", "", 0, [0, 0, 0.25f, -1]));

        var chunk = await session.PredictAsync(new(0, [], default, null), CancellationToken.None);

        Assert.That(chunk[0].ToArray(), Is.EqualTo(new[] { 0, 0, 0.25f, -1 }));
    }
}
