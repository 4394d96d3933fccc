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

    /// <summary>
    /// Why policies cannot be scored in an environment: it does not see success, or they do not mean by their numbers what it means. Empty
    /// when they can.
    /// </summary>
    /// <param name="watched">Pictures that are wanted besides those the policies look at.</param>
    public static ImmutableArray<string> Misfits(EnvironmentSpec environment, IEnumerable<NamedPolicy> policies, IEnumerable<CameraRequest> watched) =>
    [
        .. environment.Capabilities.SuccessObservable
            ? Array.Empty<string>()
            : ["capabilities.success_observable: trials are scored by what the environment sees, in this one a person must judge"],
        .. policies.SelectMany(named => Conventions.Mismatches(named.Policy.Spec, environment)
            .AddRange(Conventions.Mismatches(named.Policy.Spec, watched, environment))
            .Select(mismatch => $"{named.Name}: {mismatch}")),
    ];

    /// <summary>Refuses policies that cannot be scored in the environment, with every reason.</summary>
    /// <exception cref="RunException">Some policy does not fit.</exception>
    public static void CheckFit(EnvironmentSpec environment, IEnumerable<NamedPolicy> policies)
    {
        var misfits = Misfits(environment, policies, []);
        if (!misfits.IsEmpty)
        {
            throw new RunException(
                RunFault.Refused, $"nothing can be scored in {environment.Name}:\n{string.Join('\n', misfits.Select(misfit => $"  {misfit}"))}");
        }
    }

    /// <summary>Runs what the folder does not have yet. Being stopped or cancelled leaves a partial run and is not an error.</summary>
    /// <param name="cancellationToken">Abandons the trials that run; see <see cref="EvaluationOptions.Stopping"/> for finishing them.</param>
    /// <exception cref="RunException">
    /// A policy does not fit or returned what is no action, no environment can be had, the emergency stop was pressed, or the disk refuses. What
    /// was finished is in the folder.
    /// </exception>
    public async Task<EvaluationResult> RunAsync(IReadOnlyList<EpisodeSpec> episodes, RunFolder folder, CancellationToken cancellationToken)
    {
        var spec = await DescribeAsync(cancellationToken);
        CheckFit(spec, _policies);
        var (plan, earlier) = Plan(episodes, folder);
        using var session = new Session(this, spec, folder, plan, earlier, cancellationToken);
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

    /// <summary>
    /// The trials not finished yet, and those that are. Policies alternate within an episode, so that a run cut short compares them on equal
    /// terms.
    /// </summary>
    private (ImmutableArray<Trial> Plan, ImmutableArray<TrialRecord> Earlier) Plan(IReadOnlyList<EpisodeSpec> episodes, RunFolder folder)
    {
        var earlier = folder.Trials.ToDictionary(trial => trial.Key);
        var planned = new HashSet<TrialKey>();
        var plan = ImmutableArray.CreateBuilder<Trial>();
        var finished = ImmutableArray.CreateBuilder<TrialRecord>();
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
                else
                {
                    finished.Add(before);
                }
            }
        }
        return (plan.ToImmutable(), finished.ToImmutable());
    }

    /// <param name="EarlierAttempts">Made by processes before this one.</param>
    private sealed record Trial(EpisodeSpec Episode, NamedPolicy Policy, int EarlierAttempts);

    /// <summary>One call of <see cref="RunAsync"/>.</summary>
    private sealed class Session : IDisposable
    {
        private readonly Evaluator _evaluator;
        private readonly EnvironmentSpec _spec;
        private readonly RunFolder _folder;
        private readonly ConcurrentQueue<Trial> _waiting;
        private readonly ProgressCount _progress;
        private readonly CancellationToken _cancelled;

        // Ends every trial at once: somebody cancelled the run, or nothing may move any more.
        private readonly CancellationTokenSource _halt;
        private ExceptionDispatchInfo? _stop;
        private EnvironmentException? _unavailable;

        public Session(
            Evaluator evaluator,
            EnvironmentSpec spec,
            RunFolder folder,
            ImmutableArray<Trial> plan,
            ImmutableArray<TrialRecord> earlier,
            CancellationToken cancelled)
        {
            (_evaluator, _spec, _folder, _waiting, _cancelled) = (evaluator, spec, folder, new(plan), cancelled);
            _halt = CancellationTokenSource.CreateLinkedTokenSource(cancelled);
            var policies = evaluator._policies.Select(policy => policy.Name);
            _progress = new(plan.Length + earlier.Length, policies, earlier, evaluator._observer, evaluator._time);
        }

        public async Task WorkAsync(int worker)
        {
            await using var environment = new WorkerEnvironment(_evaluator._environments, worker, _evaluator._options.CallTimeout, _evaluator._time);
            while (_stop is null && !_halt.IsCancellationRequested && !_evaluator._options.Stopping.IsCancellationRequested && _waiting.TryDequeue(out var trial))
            {
                try
                {
                    if (!await RunAsync(trial, environment))
                    {
                        return;
                    }
                }
                catch (OperationCanceledException) when (_halt.IsCancellationRequested)
                {
                    // Abandoned: it is not written, and --resume runs it again.
                }
                catch (Exception e)
                {
                    // The other workers finish and write what they are at, then the run stops with the first reason.
                    Stop(e);
                }
            }
        }

        public EvaluationResult End()
        {
            if (_unavailable is { } reason && !_waiting.IsEmpty && !_halt.IsCancellationRequested && !_evaluator._options.Stopping.IsCancellationRequested)
            {
                Stop(new RunException(
                    RunFault.Infrastructure,
                    $"no environment can be had: {reason.Message}\nWhat was finished is kept; when there is one again, the same command with --resume goes on",
                    reason));
            }
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

        public void Dispose() => _halt.Dispose();

        /// <returns>False where the worker has no environment any more; the trial waits for another one.</returns>
        private async Task<bool> RunAsync(Trial trial, WorkerEnvironment environment)
        {
            var (episode, policy) = (trial.Episode, trial.Policy);
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    if (await OpenAsync(environment) is { } refusal)
                    {
                        _progress.AttemptFailed(episode, policy.Name, attempt, Describe(refusal), willRetry: true);
                        _unavailable = refusal;
                        _waiting.Enqueue(trial with { EarlierAttempts = trial.EarlierAttempts + attempt - 1 });
                        return false;
                    }
                    var result = await AttemptAsync(trial, environment);
                    Write(TrialRecord.Finished(episode, policy.Name, trial.EarlierAttempts + attempt, result), result);
                    return true;
                }
                catch (EnvironmentException e) when (!_halt.IsCancellationRequested)
                {
                    var mustHalt = e.Fault == EnvironmentFault.EmergencyStop || (e.IsInfrastructure && _spec.Capabilities.RealTime);
                    if (mustHalt)
                    {
                        Halt(episode, e);
                    }
                    var retry = e.IsInfrastructure && !mustHalt && attempt < _evaluator._options.MaxAttempts;
                    _progress.AttemptFailed(episode, policy.Name, attempt, Describe(e), retry);
                    if (e.IsInfrastructure)
                    {
                        await environment.DisposeAsync();
                    }
                    if (!retry)
                    {
                        Write(TrialRecord.Errored(episode, policy.Name, trial.EarlierAttempts + attempt, Describe(e)), result: null);
                        return true;
                    }
                    await Task.Delay(Backoff.After(attempt), _evaluator._time, _halt.Token);
                }
                catch (PolicyException e) when (!_halt.IsCancellationRequested)
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
                    throw new OperationCanceledException(e.Message, e, _halt.Token);
                }
            }
        }

        /// <returns>Why there is none; null when it is open. An emergency stop is thrown.</returns>
        private async Task<EnvironmentException?> OpenAsync(WorkerEnvironment environment)
        {
            try
            {
                await environment.GetAsync(_halt.Token);
                return null;
            }
            catch (EnvironmentException e) when (e.Fault != EnvironmentFault.EmergencyStop && !_halt.IsCancellationRequested)
            {
                return e;
            }
        }

        /// <summary>Nothing moves any more, in this environment or another, before a person has looked.</summary>
        private void Halt(EpisodeSpec episode, EnvironmentException reason)
        {
            var what = reason.Fault == EnvironmentFault.EmergencyStop ? "emergency stop" : "a real-time environment failed, which is not tried again by itself";
            Stop(new RunException(
                RunFault.Infrastructure,
                $"{what} in episode {episode.Id}: {reason.Message}\nEverything was halted; look at the world before the same command with --resume goes on",
                reason));
            _halt.Cancel();
        }

        private void Stop(Exception reason) => Interlocked.CompareExchange(ref _stop, ExceptionDispatchInfo.Capture(reason), null);

        private static string Describe(EnvironmentException e) => $"{e.Fault}: {e.Message}";

        private async Task<EpisodeResult> AttemptAsync(Trial trial, WorkerEnvironment environment)
        {
            var runner = new EpisodeRunner(await environment.GetAsync(_halt.Token), trial.Policy.Policy, _evaluator._time);
            if (_evaluator._options.Watch is not { } watch)
            {
                return await runner.RunAsync(trial.Episode, [], _halt.Token);
            }
            await using var observer = watch(trial.Episode, trial.Policy.Name);
            return await runner.RunAsync(trial.Episode, [observer], _halt.Token);
        }

        private void Write(TrialRecord record, EpisodeResult? result)
        {
            _folder.Add(record, result);
            _progress.Written(record);
        }
    }
}
