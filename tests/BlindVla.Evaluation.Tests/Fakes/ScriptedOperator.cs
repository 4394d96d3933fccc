using BlindVla.Core;

namespace BlindVla.Evaluation.Tests.Fakes;

/// <summary>A person whose answers are known beforehand, and who remembers what was asked.</summary>
/// <param name="judge">By the episode, and how often it was run before.</param>
/// <param name="refuse">Why a scene cannot be laid; null where it can.</param>
internal sealed class ScriptedOperator(Func<EpisodeSpec, int, Judgement> judge, Func<EpisodeSpec, string?>? refuse = null) : IOperator
{
    private int _again;

    public List<string> Laid { get; } = [];

    public ValueTask<Readiness> PrepareAsync(EpisodeSpec episode, int again, CancellationToken cancellationToken)
    {
        _again = again;
        Laid.Add(episode.Id);
        return new(new Readiness(refuse?.Invoke(episode)));
    }

    public ValueTask<Judgement> JudgeAsync(EpisodeSpec episode, EpisodeResult result, CancellationToken cancellationToken) =>
        new(judge(episode, _again));
}
