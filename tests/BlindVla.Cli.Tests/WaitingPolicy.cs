using BlindVla.Core;
using BlindVla.Policies;

[assembly: PolicyKind("waiting", "waiting", typeof(BlindVla.Cli.Tests.WaitingPolicy.Kind))]

namespace BlindVla.Cli.Tests;

/// <summary>Says that it was asked, and answers when it is let.</summary>
internal sealed class WaitingPolicy : IPolicy
{
    public static SemaphoreSlim Asked { get; } = new(0);

    public static SemaphoreSlim Go { get; } = new(0);

    public sealed class Kind() : PlainKind("waiting", () => new WaitingPolicy());

    /// <summary>The kinds of this program, and this one.</summary>
    public static PolicyGrammar Grammar { get; } = new(new([.. PolicyGrammar.Libraries, typeof(WaitingPolicy).Assembly]));

    public PolicySpec Spec { get; } = new("waiting", "", [], Conventions.DeltaEndEffectorPose, null, false, true);

    public IPolicySession BeginEpisode(EpisodeBrief episode) => new Session(ActionChunk.Single(episode.HoldAction.AsMemory()));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Session(ActionChunk hold) : IPolicySession
    {
        public async ValueTask<ActionChunk> PredictAsync(Observation observation, CancellationToken cancellationToken)
        {
            Asked.Release();
            await Go.WaitAsync(cancellationToken);
            return hold;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
