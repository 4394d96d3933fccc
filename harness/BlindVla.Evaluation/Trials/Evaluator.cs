using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>
/// Runs every episode under every policy, several at a time, each trial written exactly once as it finishes. Scheduling changes nothing
/// in what is written but the order of the rows.
/// </summary>
public sealed class Evaluator(
    IEnvironmentSource environments,
    IReadOnlyList<NamedPolicy> policies,
    EvaluationOptions options,
    IEvaluationObserver observer,
    TimeProvider time
)
{
    /// <summary>
    /// Why policies cannot be scored in an environment: it does not see success, or they do not mean by their numbers what it means. Empty
    /// when they can.
    /// </summary>
    /// <param name="watched">Pictures that are wanted besides those the policies look at.</param>
    /// <param name="isJudged">A person says what succeeded.</param>
    public static ImmutableArray<string> Misfits(
        EnvironmentSpec environment,
        IEnumerable<NamedPolicy> policies,
        IEnumerable<CameraRequest> watched,
        bool isJudged = false
    ) =>
        [
            .. environment.Capabilities.SuccessObservable || isJudged
                ? Array.Empty<string>()
                :
                [
                    "capabilities.success_observable: trials are scored by what the environment sees, in this one a person must judge; "
                        + "./blindvla control asks one",
                ],
            .. policies.SelectMany(named =>
                Conventions
                    .Mismatches(named.Policy.Spec, environment)
                    .AddRange(Conventions.Mismatches(named.Policy.Spec, watched, environment))
                    .Select(mismatch => $"{named.Name}: {mismatch}")
            ),
        ];

    /// <summary>Refuses policies that cannot be scored in the environment, with every reason.</summary>
    /// <exception cref="RunException">Some policy does not fit.</exception>
    public static void CheckFit(EnvironmentSpec environment, IEnumerable<NamedPolicy> policies, bool isJudged = false)
    {
        var misfits = Misfits(environment, policies, [], isJudged);
        if (!misfits.IsEmpty)
        {
            throw new RunException(
                RunFault.Refused,
                $"nothing can be scored in {environment.Name}:\n{string.Join('\n', misfits.Select(misfit => $"  {misfit}"))}"
            );
        }
    }

    /// <summary>
    /// Runs what the folder does not have yet; policies alternate within an episode, so that a run cut short compares them on equal terms.
    /// Being stopped or cancelled leaves a partial run and is not an error.
    /// </summary>
    /// <param name="cancellationToken">Abandons the trials that run; see <see cref="EvaluationOptions.Stopping"/> for finishing
    /// them.</param>
    /// <exception cref="RunException">
    /// A policy does not fit or returned what is no action, no environment can be had, the emergency stop was pressed, or the disk refuses.
    /// What was finished is in the folder.
    /// </exception>
    public async Task<EvaluationResult> RunAsync(IReadOnlyList<EpisodeSpec> episodes, RunFolder folder, CancellationToken cancellationToken)
    {
        await using var run = await StartAsync(folder, cancellationToken);
        await run.RunAsync(episodes.SelectMany(episode => policies.Select(policy => new PlannedTrial(episode, policy))));
        return await run.EndAsync();
    }

    /// <summary>Begins a run whose trials are offered as it goes on. An environment is opened when there is a trial for it.</summary>
    /// <param name="cancellationToken">As for <see cref="RunAsync"/>, for as long as the run goes on.</param>
    /// <exception cref="RunException">A policy does not fit, or no environment can be had.</exception>
    public async Task<OngoingRun> StartAsync(RunFolder folder, CancellationToken cancellationToken)
    {
        if (options.Operator is not null && (options.MostWorkers ?? options.Workers) > 1)
        {
            throw new ArgumentException("one person can attend to one workcell", nameof(folder));
        }
        var spec = await DescribeAsync(cancellationToken);
        CheckFit(spec, policies, options.Operator is not null);
        return new(environments, policies, options, observer, time, spec, folder, cancellationToken);
    }

    private async Task<EnvironmentSpec> DescribeAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await environments.DescribeAsync(cancellationToken);
        }
        catch (EnvironmentException e)
        {
            throw new RunException(RunFault.Infrastructure, $"no environment can be had: {e.Message}", e);
        }
    }
}
