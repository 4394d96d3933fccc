using BlindVla.Core;

namespace BlindVla.Policies.Tests;

public sealed class NoisyPolicyTests
{
    private static readonly Observation Nothing = new(0, [], default, null);

    [Test]
    public async Task PredictAsync_AddsNoiseOfItsDeviationToAllButTheGripper()
    {
        await using var policy = new NoisyPolicy(new HoldPolicy(), 0.02);
        await using var session = policy.BeginEpisode(new("", "", 5, [0, 0, 0, 0, 0, 0, 1]));
        await using var calm = new HoldPolicy().BeginEpisode(new("", "", 5, [0, 0, 0, 0, 0, 0, 1]));
        var still = (await calm.PredictAsync(Nothing, CancellationToken.None)).Values.ToArray();
        var squares = 0.0;
        const int Steps = 2000;
        for (var i = 0; i < Steps; i++)
        {
            var action = (await session.PredictAsync(Nothing, CancellationToken.None)).Values.ToArray();
            Assert.That(action[6], Is.EqualTo(still[6]));
            squares += Enumerable.Range(0, 6).Sum(k => Math.Pow(action[k] - still[k], 2));
        }

        Assert.That(Math.Sqrt(squares / (6 * Steps)), Is.EqualTo(0.02).Within(0.0005));
    }

    [Test]
    public async Task PredictAsync_OfOneNoiseSeed_IsTheSame()
    {
        await using var policy = new NoisyPolicy(new HoldPolicy(), 0.02);
        async Task<float[]> First(ulong seed)
        {
            await using var session = policy.BeginEpisode(new("", "", seed, [0, 0, 0, 0, 0, 0, 1]));
            return (await session.PredictAsync(Nothing, CancellationToken.None)).Values.ToArray();
        }
        var (first, again, other) = (await First(1), await First(1), await First(2));

        Assert.That(again, Is.EqualTo(first));
        Assert.That(other, Is.Not.EqualTo(first));
        Assert.That(policy.Spec.Settings, Is.EqualTo("action noise 0.02"));
    }
}
