namespace BlindVla.Policies.Remote.Tests.Contracts;

/// <summary>The end of what a server's clients have begun.</summary>
public sealed class ServedPolicyTests
{
    /// <summary>As where SIGTERM comes while a request, all of which is there already, asks the policy for the first time.</summary>
    [Test]
    public async Task Drain_WaitsForAConversationThatHasNotWaitedForAnything()
    {
        await using var policy = new HoldPolicy();
        using var served = new ServedPolicy(policy, MappingFile.Load(MappingFile.DefaultFor("openvla")), null, TimeProvider.System);
        var go = new TaskCompletionSource();
        var drained = Task.CompletedTask;

        var conversation = served.ConverseAsync(() =>
        {
            drained = served.DrainAsync(CancellationToken.None);
            return go.Task;
        });

        Assert.That(drained.IsCompleted, Is.False);
        go.SetResult();
        await conversation;
        await drained;
    }
}
