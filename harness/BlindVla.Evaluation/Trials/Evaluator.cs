using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
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
    TimeProvider time)
{
    private readonly IEnvironmentSource _environments = environments;
    private readonly IReadOnlyList<NamedPolicy> _policies = policies;
    private readonly EvaluationOptions _options = options;
    private readonly IEvaluationObserver _observer = observer;
    private readonly TimeProvider _time = time;

    /// <summary>Refuses policies that do not mean by their numbers what the environment means, with every difference.</summary>
    /// <exception cref="RunException">Some policy does not fit.</exception>
    public static void CheckConventions(EnvironmentSpec environment, IEnumerable<NamedPolicy> policies)
    {
        var problems = policies
            .SelectMany(policy => Conventions.Mismatches(policy.Policy.Spec, environment).Select(mismatch => $"  {policy.Name}: {mismatch}"))
            .ToList();
        if (problems.Count > 0)
        {
            throw new RunException(RunFault.Refused, $"policy and environment {environment.Name} do not speak the same language:\n" + string.Join('\n', problems));
        }
    }

    /// <summary>Runs what the folder does not have yet. Being stopped or cancelled leaves a partial run and is not an error.</summary>
    /// <param name="cancellationToken">Abandons the trials that run; see <see cref="EvaluationOptions.Stopping"/> for finishing them.</param>
    /// <exception cref="RunException">
    /// A policy does not fit or returned what is no action, no environment can be had, or the disk refuses. What was finished is in the folder.
    /// </exception>
    public async Task<EvaluationResult> RunAsync(IReadOnlyList<EpisodeSpec> episodes, RunFolder folder, CancellationToken cancellationToken)
    {
        CheckConventions(await DescribeAsync(cancellationToken), _policies);
        var session = new Session(this, folder, Plan(episodes, folder), episodes.Count * _policies.Count, cancellationToken);
        await Task.WhenAll(Enumerable.Range(0, _options.Workers).Select(worker => Task.Run(() => session.WorkAsync(worker), CancellationToken.None)));
        return session.End();
    }

    private async Task<EnvironmentSpec> DescribeAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _environments.DescribeAsync(cancellationToken);
        }
        catch (EnvironmentException e)
        {
            throw new RunException(RunFault.Infrastructure, $"no environment can be had: {e.Message}", e);
        }
    }

    /// <summary>The trials not finished yet. Policies alternate within an episode, so that a run cut short compares them on equal terms.</summary>
    private ImmutableArray<Trial> Plan(IReadOnlyList<EpisodeSpec> episodes, RunFolder folder)
    {
        var earlier = folder.Trials.ToDictionary(trial => trial.Key);
        var planned = new HashSet<TrialKey>();
        var plan = ImmutableArray.CreateBuilder<Trial>();
        foreach (var episode in episodes)
        {
            foreach (var policy in _policies)
            {
                var key = new TrialKey(episode.Id, policy.Name);
                _ = TrialFile.RelativePath(key, "");
                if (!planned.Add(key))
                {
                    throw new RunException(RunFault.Refused, $"{key} is planned twice; episode ids and policy names must differ");
                }
                var before = earlier.GetValueOrDefault(key);
                if (before is not null && before.SceneSha256 != SceneDigest.Compute(episode.Scene))
                {
                    throw new RunException(
                        RunFault.Refused, $"{folder.Path}: the scene of {episode.Id} is not the one that was run before; begin a new run with --out");
                }
                if (before is null or { Outcome: Outcome.Errored })
                {
                    plan.Add(new(episode, policy, before?.Attempts ?? 0));
                }
            }
        }
        return plan.ToImmutable();
    }

    /// <param name="EarlierAttempts">Made by processes before this one.</param>
    private sealed record Trial(EpisodeSpec Episode, NamedPolicy Policy, int EarlierAttempts);

    /// <summary>One call of <see cref="RunAsync"/>.</summary>
    private sealed class Session
    {
        private readonly Evaluator _evaluator;
        private readonly RunFolder _folder;
        private readonly ConcurrentQueue<Trial> _waiting;
        private readonly ProgressCount _progress;
        private readonly CancellationToken _cancelled;
        private ExceptionDispatchInfo? _stop;

        public Session(Evaluator evaluator, RunFolder folder, ImmutableArray<Trial> plan, int planned, CancellationToken cancelled)
        {
            (_evaluator, _folder, _waiting, _cancelled) = (evaluator, folder, new(plan), cancelled);
            var finished = folder.Trials.Where(trial => trial.Outcome != Outcome.Errored).ToList();
            _progress = new(planned, evaluator._policies.Select(policy => policy.Name), finished, evaluator._observer, evaluator._time);
        }

        public async Task WorkAsync(int worker)
        {
            await using var environment = new WorkerEnvironment(_evaluator._environments, worker, _evaluator._options.CallTimeout, _evaluator._time);
            while (_stop is null && !_cancelled.IsCancellationRequested && !_evaluator._options.Stopping.IsCancellationRequested && _waiting.TryDequeue(out var trial))
            {
                try
                {
                    await RunAsync(trial, environment);
                }
                catch (OperationCanceledException) when (_cancelled.IsCancellationRequested)
                {
                    // Abandoned: it is not written, and --resume runs it again.
                }
                catch (Exception e)
                {
                    // The other workers finish and write what they are at, then the run stops with the first reason.
                    Interlocked.CompareExchange(ref _stop, ExceptionDispatchInfo.Capture(e), null);
                }
            }
        }

        public EvaluationResult End()
        {
            Summary summary;
            try
            {
                summary = _folder.Close();
            }
            catch (RunException) when (_stop is not null)
            {
                // A full disk refuses the summary too; what came first is what must be mended.
                _stop.Throw();
                throw;
            }
            _stop?.Throw();
            var asked = _cancelled.IsCancellationRequested || _evaluator._options.Stopping.IsCancellationRequested;
            return new(_folder.Record.Status, asked && _folder.Record.Status != RunStatus.Complete, summary);
        }

        private async Task RunAsync(Trial trial, WorkerEnvironment environment)
        {
            var (episode, policy) = (trial.Episode, trial.Policy);
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    var result = await AttemptAsync(trial, environment);
                    Write(TrialRecord.Finished(episode, policy.Name, trial.EarlierAttempts + attempt, result), result);
                    return;
                }
                catch (EnvironmentException e) when (!_cancelled.IsCancellationRequested)
                {
                    var error = $"{e.Fault}: {e.Message}";
                    var retry = e.IsInfrastructure && attempt < _evaluator._options.MaxAttempts;
                    _progress.AttemptFailed(episode, policy.Name, attempt, error, retry);
                    if (e.IsInfrastructure)
                    {
                        await environment.DisposeAsync();
                    }
                    if (!retry)
                    {
                        Write(TrialRecord.Errored(episode, policy.Name, trial.EarlierAttempts + attempt, error), result: null);
                        return;
                    }
                }
                catch (PolicyException e) when (!_cancelled.IsCancellationRequested)
                {
                    Write(TrialRecord.Errored(episode, policy.Name, trial.EarlierAttempts + attempt, $"policy: {e.Message}"), result: null);
                    throw new RunException(
                        RunFault.Policy,
                        $"policy {policy.Name} in episode {episode.Id}: {e.Message}; the run stopped, and goes on with --resume once the policy is mended",
                        e);
                }
                catch (Exception e) when (e is EnvironmentException or PolicyException)
                {
                    // Being stopped shows itself in many ways; none of them is a fault.
                    throw new OperationCanceledException(e.Message, e, _cancelled);
                }
            }
        }

        private async Task<EpisodeResult> AttemptAsync(Trial trial, WorkerEnvironment environment)
        {
            var runner = new EpisodeRunner(await environment.GetAsync(_cancelled), trial.Policy.Policy, _evaluator._time);
            if (_evaluator._options.Watch is not { } watch)
            {
                return await runner.RunAsync(trial.Episode, [], _cancelled);
            }
            await using var observer = watch(trial.Episode, trial.Policy.Name);
            return await runner.RunAsync(trial.Episode, [observer], _cancelled);
        }

        private void Write(TrialRecord record, EpisodeResult? result)
        {
            _folder.Add(record, result);
            _progress.Written(record);
        }
    }
}
