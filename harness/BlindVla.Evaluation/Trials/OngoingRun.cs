using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>
/// A run that takes trials as they are offered. Its workers keep their environments open from the first trial to the last, however often
/// somebody looks at results in between.
/// </summary>
public sealed class OngoingRun : IAsyncDisposable
{
    private readonly IEnvironmentSource _environments;
    private readonly ImmutableArray<string> _policies;
    private readonly EvaluationOptions _options;
    private readonly TimeProvider _time;
    private readonly EnvironmentSpec _spec;
    private readonly RunFolder _folder;
    private readonly CancellationToken _cancelled;
    private readonly Dictionary<TrialKey, TrialRecord> _earlier;
    private readonly HashSet<TrialKey> _planned = [];
    private readonly ProgressCount _progress;
    private readonly Lock _lock = new();

    // It stays open for as long as a trial may come back: a worker that loses its environment leaves its trial to the others.
    private readonly Channel<Trial> _waiting = Channel.CreateUnbounded<Trial>();

    // Ends every trial at once: somebody cancelled the run, or nothing may move any more.
    private readonly CancellationTokenSource _halt;
    private readonly CancellationTokenRegistration _onHalt;
    private readonly CancellationTokenRegistration _onStopping;
    private readonly WorkerGrowth _growth;
    private readonly List<Task> _started = [];
    private readonly Task _workers;
    private int _unfinished;
    private bool _ends;
    private ExceptionDispatchInfo? _stop;
    private EnvironmentException? _unavailable;

    // The operator, of whom there is one worker, has said that nobody is where the arm will move.
    private bool _isClear;

    internal OngoingRun(
        IEnvironmentSource environments,
        IReadOnlyList<NamedPolicy> policies,
        EvaluationOptions options,
        IEvaluationObserver observer,
        TimeProvider time,
        EnvironmentSpec spec,
        RunFolder folder,
        CancellationToken cancelled
    )
    {
        (_environments, _options, _time, _spec, _folder, _cancelled) = (environments, options, time, spec, folder, cancelled);
        _policies = [.. policies.Select(policy => policy.Name)];
        _earlier = folder.Trials.ToDictionary(trial => trial.Key);
        _progress = new(_policies, observer, time);
        _halt = CancellationTokenSource.CreateLinkedTokenSource(cancelled);
        // Whoever waits for a trial then sees that there will be none.
        _onHalt = _halt.Token.Register(() => _waiting.Writer.TryComplete());
        _onStopping = options.Stopping.Register(() => _waiting.Writer.TryComplete());
        _growth = new(options.Workers, options.MostWorkers ?? options.Workers, time);
        Start(0, options.Workers);
        _workers = AllAsync();
    }

    private bool IsAskedToStop => _halt.IsCancellationRequested || _options.Stopping.IsCancellationRequested;

    /// <summary>Runs trials, in this order as far as there are workers, but for who comes first in an episode that a person judges; those
    /// that the folder has already are not run again.</summary>
    /// <returns>Every one of them as it is in the ledger; null where the run stopped before that, and must be ended.</returns>
    /// <exception cref="RunException">One of them was offered before, or the folder has it with another scene; none is run.</exception>
    public async Task<IReadOnlyDictionary<TrialKey, TrialRecord>?> RunAsync(IEnumerable<PlannedTrial> trials)
    {
        var batch = Offer([.. _options.Operator is null ? trials : BlindOrder.Of(trials, _folder)]);
        await Task.WhenAny(batch.Finished, _workers);
        return batch.Finished.IsCompleted ? await batch.Finished : null;
    }

    /// <summary>Takes back what was offered and has not begun. Whoever waits for it hears when the run is ended.</summary>
    public void Withdraw()
    {
        lock (_lock)
        {
            var withdrawn = 0;
            while (_waiting.Reader.TryRead(out _))
            {
                withdrawn++;
            }
            _unfinished -= withdrawn;
            EvaluationTelemetry.Wait(-withdrawn);
            _progress.Withdraw(withdrawn);
        }
    }

    /// <summary>Waits for what is being run and closes the folder. Nothing can be offered any more.</summary>
    /// <exception cref="RunException">The reason why the run stopped.</exception>
    public async Task<EvaluationResult> EndAsync()
    {
        lock (_lock)
        {
            _ends = true;
            CloseWhenNothingIsLeft();
        }
        await _workers;
        if (_unavailable is { } reason && _unfinished > 0 && !IsAskedToStop)
        {
            Stop(
                new RunException(
                    RunFault.Infrastructure,
                    $"no environment can be had: {reason.Message}\n"
                        + "What was finished is kept; when there is one again, the same command with --resume goes on",
                    reason
                )
            );
        }
        if (!_growth.Rates.IsEmpty)
        {
            _folder.SetWorkers(_growth.Now, _growth.Rates);
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
        var asked = _cancelled.IsCancellationRequested || _options.Stopping.IsCancellationRequested;
        return new(_folder.Record.Status, asked && _folder.Record.Status != RunStatus.Complete, summary);
    }

    /// <summary>Abandons what is being run, unless the run was ended.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_ends)
        {
            _ends = true;
            await _halt.CancelAsync();
            await _workers;
        }
        // What a run that was stopped leaves waits no more.
        while (_waiting.Reader.TryRead(out _))
        {
            EvaluationTelemetry.Wait(-1);
        }
        await _onStopping.DisposeAsync();
        await _onHalt.DisposeAsync();
        _halt.Dispose();
    }

    private static string Describe(EnvironmentException e) => $"{e.Fault}: {e.Message}";

    private Batch Offer(ImmutableArray<PlannedTrial> trials)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_ends, this);
            foreach (var trial in trials)
            {
                Check(trial);
            }
            var known = trials
                .Select(trial => (Trial: trial, Before: _earlier.GetValueOrDefault(trial.Key)))
                .ToLookup(pair => pair.Before is { Outcome: not Outcome.Errored });
            TrialRecord[] there = [.. known[true].Select(pair => pair.Before!)];
            var batch = new Batch(trials.Length, there);
            _progress.Plan(trials.Length, there);
            foreach (var (trial, before) in known[false])
            {
                _unfinished++;
                EvaluationTelemetry.Wait(1);
                _waiting.Writer.TryWrite(new(trial.Episode, trial.Policy, before?.Attempts ?? 0, batch));
            }
            return batch;
        }
    }

    private void Check(PlannedTrial trial)
    {
        var key = trial.Key;
        _ = TrialFile.RelativePath(key, "");
        if (!_planned.Add(key))
        {
            throw new RunException(RunFault.Refused, $"{key} is planned twice; episode ids and policy names must differ");
        }
        if (_earlier.TryGetValue(key, out var before) && before.SceneSha256 != SceneDigest.Compute(trial.Episode.Scene))
        {
            throw new RunException(
                RunFault.Refused,
                $"{_folder.Path}: the scene of {trial.Episode.Id} is not the one that was run before; begin a new run with --out"
            );
        }
    }

    /// <summary>Until every worker is done, also those that were started on the way.</summary>
    private async Task AllAsync()
    {
        for (var before = 0; ; )
        {
            Task[] started;
            lock (_lock)
            {
                started = [.. _started];
            }
            if (started.Length == before)
            {
                return;
            }
            await Task.WhenAll(started);
            before = started.Length;
        }
    }

    private void Start(int first, int end)
    {
        lock (_lock)
        {
            _started.AddRange(
                Enumerable.Range(first, end - first).Select(worker => Task.Run(() => WorkAsync(worker), CancellationToken.None))
            );
        }
    }

    /// <summary>As many workers as the last trial showed to be faster.</summary>
    private void Grow()
    {
        if (_growth.OnTrial(_waiting.Reader.Count) is not { } measured)
        {
            return;
        }
        var now = _growth.Now;
        _progress.Measured(measured, now);
        if (now > measured.Workers)
        {
            Start(measured.Workers, now);
        }
    }

    private async Task WorkAsync(int worker)
    {
        await using var environment = new WorkerEnvironment(_environments, worker, _options.CallTimeout, _time);
        while (worker < _growth.Now && await _waiting.Reader.WaitToReadAsync(CancellationToken.None) && _stop is null && !IsAskedToStop)
        {
            if (!_waiting.Reader.TryRead(out var trial))
            {
                continue;
            }
            EvaluationTelemetry.Wait(-1);
            EvaluationTelemetry.Run(1);
            try
            {
                if (!await RunAsync(trial, environment))
                {
                    return;
                }
            }
            catch (OperationCanceledException) when (IsAskedToStop)
            {
                // Abandoned, or not begun: it is not written, and --resume runs it again.
            }
            catch (RunException e) when (_options.Operator is not null)
            {
                // Whoever judges goes on doing so when it is mended: who acted is for the log.
                _progress.AttemptFailed(trial.Episode, trial.Policy.Name, trial.EarlierAttempts + 1, e.Message, willRetry: false);
                Stop(Blind(e));
            }
            catch (Exception e)
            {
                // The other workers finish and write what they are at, then the run stops with the first reason.
                Stop(e);
            }
            finally
            {
                EvaluationTelemetry.Run(-1);
            }
        }
    }

    /// <returns>False where the worker has no environment any more; the trial waits for another one.</returns>
    private async Task<bool> RunAsync(Trial trial, WorkerEnvironment environment)
    {
        var (episode, policy) = (trial.Episode, trial.Policy);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await environment.BeAsync(MustBeAlone(trial, attempt));
                while (await OpenAsync(environment) is { } refusal)
                {
                    EvaluationTelemetry.Fault($"{refusal.Fault}");
                    _progress.AttemptFailed(episode, policy.Name, attempt, Describe(refusal), willRetry: true);
                    if (await GoesOnAsync(episode, refusal.Message))
                    {
                        continue;
                    }
                    _unavailable = refusal;
                    if (_waiting.Writer.TryWrite(trial with { EarlierAttempts = trial.EarlierAttempts + attempt - 1 }))
                    {
                        EvaluationTelemetry.Wait(1);
                    }
                    return false;
                }
                var (record, result) = await TracedAsync(trial, trial.EarlierAttempts + attempt, environment);
                Write(trial, record, result);
                return true;
            }
            catch (EnvironmentException e) when (!_halt.IsCancellationRequested)
            {
                EvaluationTelemetry.Fault($"{e.Fault}");
                var mustHalt = e.Fault == EnvironmentFault.EmergencyStop || (e.IsInfrastructure && _spec.Capabilities.RealTime);
                if (e.IsInfrastructure)
                {
                    await environment.DisposeAsync();
                }
                if (mustHalt && e.Fault != EnvironmentFault.EmergencyStop && await IsMendedAsync(trial, attempt, Describe(e), e.Message))
                {
                    continue;
                }
                if (mustHalt)
                {
                    var isStop = e.Fault == EnvironmentFault.EmergencyStop;
                    Halt(episode, isStop ? "emergency stop" : "a real-time environment failed, which is not tried again by itself", e);
                }
                var quarantine = e.IsInfrastructure && MustBeAlone(trial, attempt) ? TrialRecord.Quarantined : "";
                if (await IsOverAsync(trial, attempt, quarantine + Describe(e), mayRetry: e.IsInfrastructure && !mustHalt))
                {
                    return true;
                }
            }
            catch (PolicyException e) when (e.Fault == PolicyFault.Lost && !_halt.IsCancellationRequested)
            {
                EvaluationTelemetry.Fault("PolicyLost");
                var mustHalt = _spec.Capabilities.RealTime;
                var fault = $"policy server: {e.Message}";
                if (mustHalt && await IsMendedAsync(trial, attempt, fault, $"a policy's server was lost; {RunFolder.LogFile} says which"))
                {
                    continue;
                }
                if (mustHalt)
                {
                    Halt(episode, "a policy's server was lost in a real-time environment, which is not tried again by itself", e);
                }
                if (await IsOverAsync(trial, attempt, fault, mayRetry: !mustHalt))
                {
                    return true;
                }
            }
            catch (PolicyException e) when (e.Fault == PolicyFault.Unavailable && !_halt.IsCancellationRequested)
            {
                throw new RunException(
                    RunFault.Infrastructure,
                    $"policy {policy.Name} has no server: {e.Message}\n"
                        + "What was finished is kept; when there is one again, the same command with --resume goes on",
                    e
                );
            }
            catch (PolicyException e) when (!_halt.IsCancellationRequested)
            {
                var record = TrialRecord.Errored(
                    episode,
                    policy.Name,
                    trial.EarlierAttempts + attempt,
                    $"policy: {e.Message}",
                    trial.Redone
                );
                Write(trial, record, result: null);
                throw new RunException(
                    RunFault.Policy,
                    $"policy {policy.Name} in episode {episode.Id}: {e.Message}; "
                        + "the run stopped, and goes on with --resume once the policy is mended",
                    e
                );
            }
            catch (Exception e) when (e is EnvironmentException or PolicyException)
            {
                // Being stopped shows itself in many ways; none of them is a fault.
                throw new OperationCanceledException(e.Message, e, _halt.Token);
            }
        }
    }

    /// <summary>Asks whoever attends whether what broke is whole again.</summary>
    /// <returns>False to end the run, as where nobody is there.</returns>
    private async Task<bool> GoesOnAsync(EpisodeSpec episode, string what)
    {
        if (_options.Operator is not { } person)
        {
            return false;
        }
        _isClear = false;
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(_halt.Token, _options.Stopping);
        return await person.GoOnAsync(episode, what, leave.Token);
    }

    /// <summary>What a person says of an attempt that broke off in a world where nothing is tried again by itself.</summary>
    /// <param name="fault">For the log.</param>
    /// <param name="what">For whoever judges.</param>
    private async Task<bool> IsMendedAsync(Trial trial, int attempt, string fault, string what)
    {
        if (!await GoesOnAsync(trial.Episode, what))
        {
            return false;
        }
        _progress.AttemptFailed(trial.Episode, trial.Policy.Name, attempt, fault, willRetry: true);
        return true;
    }

    /// <summary>What becomes of a trial after an attempt that failed.</summary>
    /// <returns>True when it is written as errored; false when it is time for the next attempt.</returns>
    private async Task<bool> IsOverAsync(Trial trial, int attempt, string fault, bool mayRetry)
    {
        var retry = mayRetry && attempt < _options.MaxAttempts;
        _progress.AttemptFailed(trial.Episode, trial.Policy.Name, attempt, fault, retry);
        if (!retry)
        {
            var attempts = trial.EarlierAttempts + attempt;
            Write(trial, TrialRecord.Errored(trial.Episode, trial.Policy.Name, attempts, fault, trial.Redone), result: null);
            return true;
        }
        await Task.Delay(Backoff.After(attempt), _time, _halt.Token);
        return false;
    }

    /// <summary>A server that dies takes along whatever else it serves, and nobody knows which of them killed it. The last attempt at a
    /// trial is therefore made where no other is, so that it is only ever given up for what it does itself, and from then on it harms no
    /// other. What is real has one server.</summary>
    private bool MustBeAlone(Trial trial, int attempt) =>
        !_spec.Capabilities.RealTime && trial.EarlierAttempts + attempt is var number && number > 1 && number >= _options.MaxAttempts;

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

    private async Task<(TrialRecord Record, EpisodeResult? Result)> TracedAsync(Trial trial, int attempts, WorkerEnvironment environment)
    {
        using var trace = EvaluationTelemetry.Attempt(trial.Episode, trial.Policy.Name, attempts);
        try
        {
            var carriedOut = await CarryOutAsync(trial, attempts, environment);
            EvaluationTelemetry.End(trace, carriedOut.Record);
            return carriedOut;
        }
        catch (Exception e)
        {
            trace?.SetStatus(ActivityStatusCode.Error, e.Message);
            throw;
        }
    }

    /// <summary>A trial from its reset to what is written of it, as often as whoever judges asks for it.</summary>
    /// <param name="attempts">Times that it was begun, this time included.</param>
    private async Task<(TrialRecord Record, EpisodeResult? Result)> CarryOutAsync(Trial trial, int attempts, WorkerEnvironment environment)
    {
        var (episode, policy) = (trial.Episode, trial.Policy.Name);
        if (_options.Operator is not { } person)
        {
            var result = await AttemptAsync(trial, environment);
            return (TrialRecord.Finished(episode, policy, attempts, result), result);
        }
        var redone = trial.Redone;
        while (true)
        {
            await ClearTheTableAsync(person, episode, environment);
            if ((await PrepareAsync(person, episode, redone.Count, environment)).Refused is { } reason)
            {
                return (TrialRecord.Errored(episode, policy, attempts, $"scene refused: {reason}", redone), null);
            }
            var result = await AttemptAsync(trial, environment);
            var judgement = await person.JudgeAsync(episode, result, _halt.Token);
            _isClear = true;
            if (judgement.Succeeded is not null)
            {
                return (TrialRecord.Judged(episode, policy, attempts, result, judgement, redone), result);
            }
            redone.Add(judgement.Note);
            _progress.AttemptFailed(episode, policy, redone.Count, $"does not count: {judgement.Note}", willRetry: true);
        }
    }

    /// <summary>Where somebody stops the run while it waits for a person to begin, nothing is begun.</summary>
    private async Task<Readiness> PrepareAsync(IOperator person, EpisodeSpec episode, int again, WorkerEnvironment environment)
    {
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(_halt.Token, _options.Stopping);
        return await person.PrepareAsync(
            episode,
            again,
            (observer, enough) => LookAsync(episode, observer, environment, enough),
            leave.Token
        );
    }

    private async Task LookAsync(EpisodeSpec episode, IEpisodeObserver observer, WorkerEnvironment environment, CancellationToken enough)
    {
        var world = await environment.GetAsync(_halt.Token);
        var view = new ObservationRequest(observer.Cameras, Privileged: false);
        var hold = world.Spec.HoldAction.AsMemory();
        var period = TimeSpan.FromSeconds(world.Spec.ControlPeriodSeconds);
        observer.OnReset(await world.ResetAsync(episode, view, _halt.Token));
        for (var step = 1; !enough.IsCancellationRequested; step++)
        {
            // A request is never given up half-way: that would end the session.
            var asked = _time.GetTimestamp();
            var now = await world.StepAsync(hold, view, _halt.Token);
            observer.OnStep(step, hold.Span, now);
            // One that answers at once does not keep the machine busy.
            if (period - _time.GetElapsedTime(asked) is { Ticks: > 0 } left)
            {
                await Task.Delay(left, _time, CancellationToken.None);
            }
        }
    }

    /// <summary>Where a scene is laid by hand around something that moves, that goes to where episodes begin before the hands
    /// come.</summary>
    private async Task ClearTheTableAsync(IOperator person, EpisodeSpec episode, WorkerEnvironment environment)
    {
        if (!_spec.Capabilities.RealTime || _spec.Capabilities.SceneSettable)
        {
            return;
        }
        if (!_isClear)
        {
            using var leave = CancellationTokenSource.CreateLinkedTokenSource(_halt.Token, _options.Stopping);
            await person.ClearAsync(leave.Token);
            _isClear = true;
        }
        await (await environment.GetAsync(_halt.Token)).ResetAsync(episode, ObservationRequest.Nothing, _halt.Token);
    }

    private async Task<EpisodeResult> AttemptAsync(Trial trial, WorkerEnvironment environment)
    {
        var runner = new EpisodeRunner(await environment.GetAsync(_halt.Token), trial.Policy.Policy, _time);
        List<IEpisodeObserver> observers = [.. _options.Watchers.Select(watch => watch(trial.Episode, trial.Policy.Name)), _growth.Watch()];
        using var limit = new CancellationTokenSource(_options.TrialTimeout ?? Timeout.InfiniteTimeSpan, _time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_halt.Token, limit.Token);
        try
        {
            return await runner.RunAsync(trial.Episode, observers, end.Token);
        }
        catch (Exception e)
            when (limit.IsCancellationRequested
                && !_halt.IsCancellationRequested
                && e is OperationCanceledException or PolicyException or EnvironmentException { Fault: not EnvironmentFault.EmergencyStop }
            )
        {
            // Being told to stop shows itself in many ways.
            throw new EnvironmentException(
                EnvironmentFault.DeadlineExceeded,
                $"the episode was not over within the {_options.TrialTimeout!.Value.TotalSeconds} s of --trial-timeout",
                e
            );
        }
        finally
        {
            foreach (var observer in observers)
            {
                await observer.DisposeAsync();
            }
        }
    }

    private void Write(Trial trial, TrialRecord record, EpisodeResult? result)
    {
        _folder.Add(record, result);
        _progress.Written(record);
        EvaluationTelemetry.Written(record);
        Grow();
        lock (_lock)
        {
            _unfinished--;
            trial.Batch.Add(record);
            CloseWhenNothingIsLeft();
        }
    }

    private void CloseWhenNothingIsLeft()
    {
        if (_ends && _unfinished == 0)
        {
            _waiting.Writer.TryComplete();
        }
    }

    /// <summary>Nothing moves any more, in this environment or another, before a person has looked.</summary>
    private void Halt(EpisodeSpec episode, string what, Exception reason)
    {
        var halted = new RunException(
            RunFault.Infrastructure,
            $"{what} in episode {episode.Id}: {reason.Message}\n"
                + "Everything was halted; look at the world before the same command with --resume goes on",
            reason
        );
        Stop(_options.Operator is null ? halted : Blind(halted));
        _halt.Cancel();
    }

    /// <summary>The same without who acted: no policy's name, nor what a policy says of itself, such as its server's address.</summary>
    private RunException Blind(RunException reason)
    {
        var message = reason.InnerException is PolicyException said
            ? reason.Message.Replace(said.Message, $"{RunFolder.LogFile} says why", StringComparison.Ordinal)
            : reason.Message;
        var names = string.Join('|', _policies.OrderByDescending(name => name.Length).Select(Regex.Escape));
        return new(reason.Fault, Regex.Replace(message, $@"(?<![\w-])({names})(?![\w-])", "…"), reason);
    }

    private void Stop(Exception reason)
    {
        Interlocked.CompareExchange(ref _stop, ExceptionDispatchInfo.Capture(reason), null);
        _waiting.Writer.TryComplete();
    }

    /// <param name="EarlierAttempts">Made by processes before this one, and by workers that lost their environment.</param>
    private sealed record Trial(EpisodeSpec Episode, NamedPolicy Policy, int EarlierAttempts, Batch Batch)
    {
        /// <summary>Why it did not count when it was run, once for each time.</summary>
        public List<string> Redone { get; } = [];
    }

    /// <summary>Trials that somebody waits for together.</summary>
    private sealed class Batch
    {
        // Whoever waits goes on in a thread of its own, not in the worker's.
        private readonly TaskCompletionSource<IReadOnlyDictionary<TrialKey, TrialRecord>> _finished = new(
            TaskCreationOptions.RunContinuationsAsynchronously
        );

        private readonly Dictionary<TrialKey, TrialRecord> _trials;
        private readonly int _size;

        public Batch(int size, IEnumerable<TrialRecord> there)
        {
            (_size, _trials) = (size, there.ToDictionary(trial => trial.Key));
            FinishWhenAllAreThere();
        }

        public Task<IReadOnlyDictionary<TrialKey, TrialRecord>> Finished => _finished.Task;

        public void Add(TrialRecord trial)
        {
            _trials.Add(trial.Key, trial);
            FinishWhenAllAreThere();
        }

        private void FinishWhenAllAreThere()
        {
            if (_trials.Count == _size)
            {
                _finished.SetResult(_trials);
            }
        }
    }
}
