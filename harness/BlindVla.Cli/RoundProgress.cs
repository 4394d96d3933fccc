using BlindVla.Core;
using BlindVla.Evaluation;

namespace BlindVla.Cli;

/// <summary>Shows a run that is evaluated in rounds as one run that grows.</summary>
internal sealed class RoundProgress(IEvaluationObserver display) : IEvaluationObserver
{
    private static readonly RunProgress Nothing = new(0, 0, 0, TimeSpan.Zero, []);

    private RunProgress _before = Nothing;
    private RunProgress _round = Nothing;

    public void OnStart(RunProgress progress)
    {
        (_before, _round) = (Sum(_before, _round), progress);
        display.OnStart(Sum(_before, _round));
    }

    public void OnAttemptFailed(EpisodeSpec episode, string policy, int attempt, string error, bool willRetry) =>
        display.OnAttemptFailed(episode, policy, attempt, error, willRetry);

    public void OnTrial(TrialRecord trial, RunProgress progress)
    {
        _round = progress;
        display.OnTrial(trial, Sum(_before, _round));
    }

    private static RunProgress Sum(RunProgress first, RunProgress second) => new(
        first.Planned + second.Planned,
        first.Earlier + second.Earlier,
        first.Done + second.Done,
        first.Elapsed + second.Elapsed,
        [
            .. first.Policies.Concat(second.Policies)
                .GroupBy(policy => policy.Policy)
                .Select(same => new PolicyProgress(
                    same.Key, same.Sum(policy => policy.N), same.Sum(policy => policy.Successes), same.Sum(policy => policy.Errored))),
        ]);
}
