using BlindVla.Core;

namespace BlindVla.Policies.Tests;

public sealed class ReplayPolicyTests
{
    private static readonly Observation Blind = new(0, [], ReadOnlyMemory<float>.Empty, null);

    private static EpisodeBrief Episode(string id) => new(id, "put carrot on plate", 0, []);

    [Test]
    public async Task Predict_RepeatsTheRecordedActionsInOrder()
    {
        float[] recorded = [.. Enumerable.Range(0, 14).Select(i => (float)i)];
        await using var policy = new ReplayPolicy("run", id => id == "a" ? recorded : null, Conventions.DeltaEndEffectorPose, [], false);
        await using var session = policy.BeginEpisode(Episode("a"));

        var first = await session.PredictAsync(Blind, CancellationToken.None);
        var second = await session.PredictAsync(Blind, CancellationToken.None);

        Assert.That(first[0].ToArray(), Is.EqualTo(recorded[..7]));
        Assert.That(second[0].ToArray(), Is.EqualTo(recorded[7..]));
    }

    [Test]
    public async Task Predict_AfterTheRecordingEnded_SaysHowLongItWas()
    {
        await using var policy = new ReplayPolicy("run", _ => new float[7], Conventions.DeltaEndEffectorPose, [], false);
        await using var session = policy.BeginEpisode(Episode("a"));
        await session.PredictAsync(Blind, CancellationToken.None);

        var error = await Assert.ThrowsAsync<PolicyException>(async () => await session.PredictAsync(Blind, CancellationToken.None));

        Assert.That(error!.Message, Does.Contain("after step 1"));
    }

    [Test]
    public void BeginEpisode_NotRecorded_NamesTheEpisodeAndTheRun()
    {
        var policy = new ReplayPolicy("run-7", _ => null, Conventions.DeltaEndEffectorPose, [], false);

        var error = Assert.Throws<PolicyException>(() => policy.BeginEpisode(Episode("s/t/id/0003")));

        Assert.That(error!.Message, Does.Contain("run-7").And.Contain("s/t/id/0003"));
    }
}
