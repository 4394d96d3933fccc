using System.Collections.Immutable;
using BlindVla.Core;
using BlindVla.Evaluation;

namespace BlindVla.Control.Tests;

/// <summary>A desk at which the answers are known beforehand.</summary>
internal sealed class SomeDesk(params IEnumerable<DeskAnswer> answers) : IDesk
{
    private readonly Queue<DeskAnswer> _answers = new(answers);

    public List<DeskQuestion> Asked { get; } = [];

    /// <summary>Pictures that it was shown.</summary>
    public int Seen { get; private set; }

    /// <summary>Whether it has a picture.</summary>
    public bool Shows { get; init; }

    /// <summary>Completes at the first picture after the first.</summary>
    public TaskCompletionSource IsLive { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Waited for before an answer; null for nothing.</summary>
    public Func<DeskQuestion, CancellationToken, Task>? BeforeAnswer { get; init; }

    public async ValueTask<DeskAnswer> AskAsync(DeskQuestion question, CancellationToken cancellationToken)
    {
        Asked.Add(question);
        if (BeforeAnswer is not null)
        {
            await BeforeAnswer(question, cancellationToken);
        }
        return _answers.Dequeue();
    }

    public void Say(string line) { }

    public IEpisodeObserver? Watch() => Shows ? new Eye(this) : null;

    private sealed class Eye(SomeDesk desk) : IEpisodeObserver
    {
        public ImmutableArray<CameraRequest> Cameras => [];

        public void OnReset(TimeStep first) => desk.Seen++;

        public void OnStep(int step, ReadOnlySpan<float> requested, TimeStep now)
        {
            desk.Seen++;
            desk.IsLive.TrySetResult();
        }

        public ValueTask OnEndAsync(EpisodeResult result, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
