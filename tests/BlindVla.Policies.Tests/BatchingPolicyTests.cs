using BlindVla.Core;

namespace BlindVla.Policies.Tests;

/// <summary>Sessions that share one model.</summary>
[CancelAfter(60_000)]
public sealed class BatchingPolicyTests
{
    [Test]
    public async Task PredictAsync_WhileTheModelIsBusy_AnswersAllThatWaitTogether()
    {
        var model = new EchoModel();
        await using var policy = new BatchingPolicy(model, maxBatch: 8, TimeProvider.System);
        var first = Ask(policy, "first");
        model.Began.Wait();

        var waiting = Enumerable.Range(0, 5).Select(i => Ask(policy, $"{i}")).ToList();
        model.Go.Release(2);

        Assert.That(await first, Is.EqualTo("first".Length));
        Assert.That(await Task.WhenAll(waiting), Is.All.EqualTo(1));
        Assert.That(model.Batches, Is.EqualTo(new[] { 1, 5 }));
    }

    [Test]
    public async Task PredictAsync_MoreThanABatchHolds_IsAnsweredInSeveral()
    {
        var model = new EchoModel();
        await using var policy = new BatchingPolicy(model, maxBatch: 2, TimeProvider.System);
        var first = Ask(policy, "first");
        model.Began.Wait();

        var waiting = Enumerable.Range(0, 5).Select(i => Ask(policy, $"{i}")).ToList();
        model.Go.Release(4);
        await Task.WhenAll([first, .. waiting]);

        Assert.That(model.Batches, Is.EqualTo(new[] { 1, 2, 2, 1 }));
    }

    [Test]
    public async Task PredictAsync_OneRequestFails_TheOthersAreAnswered()
    {
        var model = new EchoModel();
        await using var policy = new BatchingPolicy(model, maxBatch: 8, TimeProvider.System);
        var first = Ask(policy, "first");
        model.Began.Wait();

        var good = Ask(policy, "good");
        var bad = Ask(policy, EchoModel.Poison);
        // The batch fails, then each is tried alone.
        model.Go.Release(4);

        Assert.That(await good, Is.EqualTo("good".Length));
        Assert.That(async () => await bad, Throws.InstanceOf<PolicyException>().With.Message.Contains("poison"));
        await first;
    }

    [Test]
    public async Task PredictAsync_OneIsCancelledWhileItWaits_TheOthersAreAnswered()
    {
        var model = new EchoModel();
        await using var policy = new BatchingPolicy(model, maxBatch: 8, TimeProvider.System);
        var first = Ask(policy, "first");
        model.Began.Wait();
        using var cancellation = new CancellationTokenSource();

        var cancelled = Ask(policy, "cancelled", cancellation.Token);
        var other = Ask(policy, "other");
        await cancellation.CancelAsync();
        model.Go.Release(2);

        Assert.That(async () => await cancelled, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await other, Is.EqualTo("other".Length));
        await first;
        Assert.That(model.Batches, Is.EqualTo(new[] { 1, 1 }));
    }

    [Test]
    public async Task DisposeAsync_DisposesTheModel()
    {
        var model = new EchoModel();
        await new BatchingPolicy(model, maxBatch: 1, TimeProvider.System).DisposeAsync();

        Assert.That(model.IsDisposed, Is.True);
    }

    private static async Task<int> Ask(BatchingPolicy policy, string instruction, CancellationToken cancellationToken = default)
    {
        await using var session = policy.BeginEpisode(new("", instruction, 0, []));
        return (int)(await session.PredictAsync(new(0, [], default, null), cancellationToken)).Values.Span[0];
    }

    /// <summary>Answers with the length of the instruction, one batch for each time it is let go.</summary>
    private sealed class EchoModel : IBatchModel
    {
        public const string Poison = "poison";

        public ManualResetEventSlim Began { get; } = new();

        public SemaphoreSlim Go { get; } = new(0);

        public List<int> Batches { get; } = [];

        public bool IsDisposed { get; private set; }

        public PolicySpec Spec { get; } = new("echo", "", [], [], null, IsPrivileged: false, IsDeterministic: true);

        public IReadOnlyList<ActionChunk> Predict(IReadOnlyList<PredictionRequest> requests)
        {
            Began.Set();
            Go.Wait();
            Batches.Add(requests.Count);
            return requests.Any(request => request.Instruction == Poison)
                ? throw new InvalidOperationException("poison")
                : [.. requests.Select(request => ActionChunk.Single(new float[] { request.Instruction.Length }))];
        }

        public ValueTask DisposeAsync()
        {
            IsDisposed = true;
            return ValueTask.CompletedTask;
        }
    }
}
