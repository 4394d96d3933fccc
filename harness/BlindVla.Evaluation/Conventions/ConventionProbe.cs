using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>Asks a policy what it would do while an expert acts.</summary>
/// <param name="expert">Acts; may use what no camera shows.</param>
/// <param name="policy">Is only asked, each time as if its episode began: what it decided before was never done.</param>
public sealed class ConventionProbe(IPolicy expert, IPolicy policy)
{
    /// <summary>Control steps from one question to the next.</summary>
    private const int Stride = 3;

    private readonly ObservationRequest _forBoth = new(policy.Spec.Cameras, Privileged: true);
    private readonly ObservationRequest _forTheExpert = new([], Privileged: true);

    /// <param name="onScene">Is told how many scenes are done.</param>
    /// <exception cref="EnvironmentException">The environment refused a scene or failed.</exception>
    /// <exception cref="PolicyException">The policy cannot act, or its output is not an action.</exception>
    public async Task<ImmutableArray<ConventionMoment>> AskAsync(
        IEnvironment environment,
        IEnumerable<EpisodeSpec> episodes,
        Action<int> onScene,
        CancellationToken cancellationToken
    )
    {
        var moments = ImmutableArray.CreateBuilder<ConventionMoment>();
        foreach (var (scene, episode) in episodes.Index())
        {
            moments.AddRange(await AskAsync(environment, scene, episode, cancellationToken));
            onScene(scene + 1);
        }
        return moments.ToImmutable();
    }

    private async Task<List<ConventionMoment>> AskAsync(
        IEnvironment environment,
        int scene,
        EpisodeSpec episode,
        CancellationToken cancellationToken
    )
    {
        var moments = new List<ConventionMoment>();
        var bounds = new ActionBounds(environment.Spec);
        var brief = episode.BriefIn(environment.Spec);
        await using var acting = expert.BeginEpisode(brief);
        var now = await environment.ResetAsync(episode, _forBoth, cancellationToken);
        for (var step = 0; step < episode.MaxSteps && !now.Terminated && now.Progress.Success is not true; step++)
        {
            var action = (await acting.PredictAsync(now.Observation, cancellationToken))[0];
            if (step % Stride == 0)
                moments.Add(new(scene, action, await AskAsync(brief, now.Observation, bounds.Length, cancellationToken)));
            var legal = new float[bounds.Length];
            bounds.Clip(action.Span, legal, step);
            now = await environment.StepAsync(legal, (step + 1) % Stride == 0 ? _forBoth : _forTheExpert, cancellationToken);
        }
        return moments;
    }

    private async Task<ReadOnlyMemory<float>> AskAsync(
        EpisodeBrief brief,
        Observation seen,
        int length,
        CancellationToken cancellationToken
    )
    {
        await using var session = policy.BeginEpisode(brief);
        var chunk = await session.PredictAsync(policy.Spec.IsPrivileged ? seen : seen with { Privileged = null }, cancellationToken);
        return chunk.ActionLength == length && chunk.Count > 0
            ? chunk[0].ToArray()
            : throw new PolicyException($"expected actions of {length} values, found {chunk.Count} of {chunk.ActionLength}");
    }
}
