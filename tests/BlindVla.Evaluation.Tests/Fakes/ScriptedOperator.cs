using BlindVla.Core;

namespace BlindVla.Evaluation.Tests.Fakes;

/// <summary>A person whose answers are known beforehand, and who remembers what was asked.</summary>
/// <param name="judge">By the episode, and how often it was run before.</param>
/// <param name="refuse">Why a scene cannot be laid; null where it can.</param>
internal sealed class ScriptedOperator(Func<EpisodeSpec, int, Judgement> judge, Func<EpisodeSpec, string?>? refuse = null) : IOperator
{
    private int _again;

    public List<string> Laid { get; } = [];

    /// <summary>What was said of something that broke.</summary>
    public List<string> Broken { get; } = [];

    /// <summary>Whether it is mended then.</summary>
    public bool Mends { get; init; }

    /// <summary>Done before a scene is laid.</summary>
    public Func<CancellationToken, ValueTask>? OnPrepare { get; init; }

    /// <summary>Times that somebody stepped back for something to move.</summary>
    public int Cleared { get; private set; }

    public ValueTask ClearAsync(CancellationToken cancellationToken)
    {
        Cleared++;
        return ValueTask.CompletedTask;
    }

    public async ValueTask<Readiness> PrepareAsync(EpisodeSpec episode, int again, Look look, CancellationToken cancellationToken)
    {
        _again = again;
        if (OnPrepare is not null)
        {
            await OnPrepare(cancellationToken);
        }
        if (OnLook is not null)
        {
            await OnLook(look);
        }
        Laid.Add(episode.Id);
        return new Readiness(refuse?.Invoke(episode));
    }

    /// <summary>Done before a scene is laid, with what there is to look at.</summary>
    public Func<Look, Task>? OnLook { get; init; }

    public ValueTask<bool> GoOnAsync(EpisodeSpec episode, string what, CancellationToken cancellationToken)
    {
        Broken.Add(what);
        return new(Mends);
    }

    public ValueTask<Judgement> JudgeAsync(EpisodeSpec episode, EpisodeResult result, CancellationToken cancellationToken) =>
        new(judge(episode, _again));
}
