using BlindVla.Core;
using BlindVla.Policies.Tabletop;
using BlindVla.TestKit;

namespace BlindVla.Policies.Tests.Tabletop;

public sealed class ReactivePolicyTests
{
    private static readonly ObservationRequest View = new([], Privileged: true);

    /// <summary>Another session at every step: whatever it knew would be lost.</summary>
    [Test]
    public async Task Act_WithANewSessionAtEveryStep_DoesTheTaskAndRests([Range(0, 3)] int index)
    {
        await using var environment = new FakeEnvironment(new());
        await using var policy = new ReactivePolicy();
        var episode = TestEpisodes.Create(environment.Spec, index);
        var now = await environment.ResetAsync(episode, View, default);
        ReadOnlyMemory<float> action = default;
        for (var step = 0; step < 60; step++)
        {
            await using var session = policy.BeginEpisode(episode.BriefIn(environment.Spec));
            action = (await session.PredictAsync(now.Observation, default))[0];
            now = await environment.StepAsync(action, View, default);
        }

        Assert.That(now.Progress.Success, Is.True);
        Assert.That(action.ToArray(), Is.EqualTo(new float[] { 0, 0, 0, 0, 0, 0, 1 }).Within(0.002f));
    }

    [Test]
    public async Task Act_WithoutPrivilegedState_SaysThatItNeedsIt()
    {
        await using var environment = new FakeEnvironment(new());
        await using var policy = new ReactivePolicy();
        var episode = TestEpisodes.Create(environment.Spec);
        var now = await environment.ResetAsync(episode, ObservationRequest.Nothing, default);
        await using var session = policy.BeginEpisode(episode.BriefIn(environment.Spec));

        Assert.That(
            async () => await session.PredictAsync(now.Observation, default),
            Throws.TypeOf<PolicyException>().With.Message.Contains("privileged state")
        );
    }
}
