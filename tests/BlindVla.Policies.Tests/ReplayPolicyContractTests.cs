using BlindVla.Core;
using BlindVla.TestKit;

namespace BlindVla.Policies.Tests;

public sealed class ReplayPolicyContractTests : PolicyContract
{
    private const int RecordedSteps = 80;

    protected override ValueTask<IPolicy> CreatePolicyAsync() =>
        ValueTask.FromResult<IPolicy>(
            new ReplayPolicy(
                "recording",
                Recorded,
                Conventions.DeltaEndEffectorPose,
                cameras: [new(TestEpisodes.Camera, 32, 24)],
                privileged: false
            )
        );

    /// <summary>Another small motion for every episode.</summary>
    private static float[] Recorded(string episode) =>
        [.. Enumerable.Range(0, RecordedSteps).SelectMany(step => new[] { 0.0001f * episode[^1], 0, 0.0001f * step, 0, 0, 0, 1 })];
}
