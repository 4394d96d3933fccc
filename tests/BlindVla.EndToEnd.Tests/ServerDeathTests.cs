using System.Diagnostics;
using BlindVla.Bridge;
using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace BlindVla.EndToEnd.Tests;

/// <summary>Server processes are killed at every moment of a run, and the run does not show it.</summary>
[CancelAfter(600_000)]
public sealed class ServerDeathTests
{
    private const int Kills = 100;
    private const int Sessions = 8;
    private const int Servers = 2;

    [Test]
    public async Task ServersKilledAHundredTimesUnderEightSessions_LoseAndChangeNothing()
    {
        using var workplace = new Workplace();
        await using var undisturbed = new FakeEnvironmentSource();
        var spec = await undisturbed.DescribeAsync(CancellationToken.None);
        var episodes = Enumerable.Range(0, 24).Select(i => TestEpisodes.Create(spec, i) with { MaxSteps = 4 }).ToList();
        var expected = await RunAsync(undisturbed, episodes, workplace.PathOf("undisturbed"));

        var (executable, arguments) = FakeServerProgram.Command;
        await using var pool = new ServerPool(
            new ServerCommand(executable, [.. arguments, "--max-sessions", $"{2 * Sessions}"]),
            Servers,
            new(),
            new(),
            TimeProvider.System,
            NullLogger<ServerPool>.Instance
        );
        var killer = new KillingSource(pool);

        var facts = await RunAsync(killer, episodes, workplace.PathOf("disturbed"));

        Assert.That(killer.Killed, Is.EqualTo(Kills));
        Assert.That(pool.Deaths, Has.Length.GreaterThanOrEqualTo(Kills / 2), "some were killed while they were dying already");
        Assert.That(facts, Is.EqualTo(expected));
    }

    /// <summary>Every trial's outcome, scene, pictures and actions, sorted.</summary>
    private static async Task<List<string>> RunAsync(IEnvironmentSource environments, List<EpisodeSpec> episodes, string path)
    {
        await using var policy = new PickAndPlacePolicy();
        NamedPolicy[] policies = [new("picker", policy)];
        var options = new EvaluationOptions(Sessions, MaxAttempts: 1000, CallTimeout: TimeSpan.FromDays(1));
        var record = RunRecord.Begin(
            new(
                new("test", "1", ""),
                new("test", null),
                EnvironmentIdentity.Of(await environments.DescribeAsync(CancellationToken.None)),
                [.. policies.Select(PolicyIdentity.Of)],
                SuccessRule.AtEnd,
                0,
                episodes.Count,
                null,
                null
            ),
            new(Sessions, options.MaxAttempts, options.CallTimeout.TotalSeconds, "none"),
            episodes.Count,
            TimeProvider.System
        );
        using var folder = RunFolder.Open(path, record, resume: false, TimeProvider.System);
        await new Evaluator(environments, policies, options, new Silent(), new HastyTime()).RunAsync(
            episodes,
            folder,
            CancellationToken.None
        );
        return
        [
            .. folder
                .Trials.Select(trial =>
                    $"{trial.EpisodeId} {trial.Outcome} {trial.Steps} {trial.SceneSha256} {trial.ObservationSha256} "
                    + $"{trial.AppliedActionsSha256} {trial.Error}"
                )
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Each of its environments kills its own server: before its first request, between two, or during one.</summary>
    private sealed class KillingSource(ServerPool pool) : IEnvironmentSource
    {
        private int _opened;
        private int _killed;

        public int Killed => Math.Min(_killed, Kills);

        public ValueTask<EnvironmentSpec> DescribeAsync(CancellationToken cancellationToken) => pool.DescribeAsync(cancellationToken);

        public async ValueTask<IEnvironment> OpenAsync(int worker, CancellationToken cancellationToken)
        {
            var environment = (PooledEnvironment)await pool.OpenAsync(worker, cancellationToken);
            var moment = KeyedRandom.Create(1, "kill", $"{Interlocked.Increment(ref _opened)}").NextInt(8);
            return new KillingEnvironment(environment, moment / 2, duringARequest: moment % 2 == 1, this);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        public void Kill(int processId)
        {
            if (Interlocked.Increment(ref _killed) > Kills)
            {
                return;
            }
            try
            {
                using var process = Process.GetProcessById(processId);
                process.Kill();
            }
            catch (ArgumentException)
            {
                // Another session's kill was first.
            }
        }
    }

    private sealed class KillingEnvironment(PooledEnvironment environment, int atRequest, bool duringARequest, KillingSource killer)
        : IEnvironment
    {
        private int _requests;

        public EnvironmentSpec Spec => environment.Spec;

        public ValueTask<TimeStep> ResetAsync(EpisodeSpec episode, ObservationRequest view, CancellationToken cancellationToken) =>
            AskAsync(() => environment.ResetAsync(episode, view, cancellationToken));

        public ValueTask<TimeStep> StepAsync(ControlAction action, ObservationRequest view, CancellationToken cancellationToken) =>
            AskAsync(() => environment.StepAsync(action, view, cancellationToken));

        public ValueTask DisposeAsync() => environment.DisposeAsync();

        private async ValueTask<TimeStep> AskAsync(Func<ValueTask<TimeStep>> ask)
        {
            var isTheMoment = _requests++ == atRequest;
            if (isTheMoment && !duringARequest)
            {
                killer.Kill(environment.ServerProcessId);
            }
            var answer = ask();
            if (isTheMoment && duringARequest)
            {
                killer.Kill(environment.ServerProcessId);
            }
            return await answer;
        }
    }

    /// <summary>Waits are a thousandth of what they are said to be.</summary>
    private sealed class HastyTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, Shorter(dueTime), period);

        private static TimeSpan Shorter(TimeSpan time) => time > TimeSpan.Zero ? time / 1000 : time;
    }

    private sealed class Silent : IEvaluationObserver
    {
        public void OnPlanned(RunProgress progress) { }

        public void OnAttemptFailed(EpisodeSpec episode, string policy, int attempt, string error, bool willRetry) { }

        public void OnMeasured(WorkerRate measured, int workers) { }

        public void OnTrial(TrialRecord trial, RunProgress progress) { }
    }
}
