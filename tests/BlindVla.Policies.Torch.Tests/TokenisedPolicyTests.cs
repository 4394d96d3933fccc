using BlindVla.Core;
using BlindVla.TestKit;

namespace BlindVla.Policies.Torch.Tests;

/// <summary>Any policy keeps the contract, and its actions, as far as tokens can say them.</summary>
public sealed class TokenisedPolicyTests : PolicyContract
{
    private static readonly ActionStatistics Statistics = new(
        [-0.02, -0.02, -0.02, -0.1, -0.1, 0, 0],
        [0.02, 0.02, 0.02, 0.1, 0.1, 0, 1],
        [true, true, true, true, true, true, false]
    );

    protected override ValueTask<IPolicy> CreatePolicyAsync() =>
        ValueTask.FromResult<IPolicy>(new TokenisedPolicy(new HoldPolicy(), "somewhere", Statistics));

    [Test]
    public async Task PredictAsync_AnyAction_IsTheNearestOneThatTokensCanSay()
    {
        var said = await Say([0.0111f, 0.5f, -0.5f, 0, 0.03f, 0.7f, 1]);

        // 255 bins between -1 and 1: half of one is 0.02 / 255.
        Assert.That(said[0], Is.EqualTo(0.0111).Within(0.02 / 255));
        Assert.That(said[1], Is.EqualTo(0.02).Within(0.02 / 255 + 1e-9), "at most the 99th percentile");
        Assert.That(said[2], Is.EqualTo(-0.02).Within(0.02 / 255 + 1e-9));
        Assert.That(said[4], Is.EqualTo(0.03).Within(0.1 / 255));
        Assert.That(said[5], Is.Zero.Within(1e-9), "a value that never changed");
    }

    [TestCase(1f, 1f)]
    [TestCase(-1f, -1f)]
    public async Task PredictAsync_Gripper_IsOpenOrClosed(float wanted, float expected) =>
        Assert.That((await Say([0, 0, 0, 0, 0, 0, wanted]))[6], Is.EqualTo(expected));

    [Test]
    public async Task Parse_FolderOfADataSet_TakesItsStatistics()
    {
        var folder = Directory.CreateTempSubdirectory("tokens").FullName;
        try
        {
            const string Entry =
                """{"demos": {"action": {"q01": [-1,-1,-1,-1,-1,-1,0], "q99": [3,1,1,1,1,1,1], "mask": [true,true,true,true,true,true,false]}}}""";
            await File.WriteAllTextAsync(Path.Combine(folder, DatasetStatistics.FileName), Entry);
            var create = new TokenisedPolicy.Kind().Parse($"{folder}:hold", new(typeof(HoldPolicy).Assembly));

            await using var policy = create();

            Assert.That(policy.Spec.Settings, Does.Contain("256 bins").And.Contain(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestCase("", "e.g. tokens:data/demonstrations:reactive")]
    [TestCase("nowhere", "e.g. tokens:data/demonstrations:reactive")]
    [TestCase("nowhere:hold", "nowhere")]
    public void Parse_WhatIsNoDataSet_IsRefused(string locator, string expected) =>
        Assert.That(
            () => new TokenisedPolicy.Kind().Parse(locator, new(typeof(HoldPolicy).Assembly)),
            Throws.InstanceOf<LocatorException>().With.Message.Contains(expected)
        );

    private static async Task<float[]> Say(float[] action)
    {
        await using var policy = new TokenisedPolicy(new ScriptedPolicy([action]), "somewhere", Statistics);
        await using var session = policy.BeginEpisode(new("x/y/id/0000", "put carrot on plate", 1, [0, 0, 0, 0, 0, 0, 1]));
        var chunk = await session.PredictAsync(new Observation(0, [], default, null), CancellationToken.None);
        return chunk.Values.ToArray();
    }
}
