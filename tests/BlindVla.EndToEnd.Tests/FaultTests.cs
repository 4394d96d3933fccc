using System.Diagnostics;
using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Policies;

namespace BlindVla.EndToEnd.Tests;

/// <summary>A real server process dies a real death; it is found among all that this program has started.</summary>
[NonParallelizable]
[CancelAfter(300_000)]
public sealed class FaultTests
{
    [Test]
    public async Task ServerDiesMidEpisode_TrialIsRetried()
    {
        using var workplace = new Workplace();
        var episodes = Workplace.Episodes("put-on-plate", 2, "*/id/*");
        await using var servers = Workplace.Servers(1);
        var spec = await servers.DescribeAsync(CancellationToken.None);
        await using var policy = new KillingPolicy(killAtPrediction: 100);
        NamedPolicy[] policies = [new("killer", policy)];
        using var folder = RunFolder.Open(
            workplace.PathOf("run"),
            Record(spec, policies, episodes.Count),
            resume: false,
            TimeProvider.System
        );

        var result = await new Evaluator(servers, policies, EvaluationOptions.Default, new Silent(), TimeProvider.System).RunAsync(
            episodes,
            folder,
            CancellationToken.None
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.Status, Is.EqualTo(RunStatus.Complete));
            Assert.That(servers.Deaths, Has.Length.EqualTo(1));
            Assert.That(folder.Trials.Select(t => t.EpisodeId).Order(StringComparer.Ordinal), Is.EqualTo(episodes.Select(e => e.Id)));
            Assert.That(folder.Trials.Select(t => t.Attempts), Is.EqualTo(new[] { 1, 2 }));
            Assert.That(folder.Trials.Select(t => t.Outcome), Has.All.EqualTo(Outcome.Failure));
        }
    }

    private static RunRecord Record(EnvironmentSpec spec, NamedPolicy[] policies, int planned) =>
        RunRecord.Begin(
            new(
                new("put-on-plate", "1", ""),
                new("test", null),
                EnvironmentIdentity.Of(spec),
                [.. policies.Select(PolicyIdentity.Of)],
                SuccessRule.AtEnd,
                0,
                planned,
                null,
                null
            ),
            new(1, 3, 60, "none"),
            planned,
            TimeProvider.System
        );

    /// <summary>Holds still, and kills the simulator with SIGKILL once.</summary>
    private sealed class KillingPolicy(int killAtPrediction) : IPolicy
    {
        private readonly HoldPolicy _hold = new();
        private int _predictions;

        public PolicySpec Spec => _hold.Spec;

        public IPolicySession BeginEpisode(EpisodeBrief episode) => new Session(this, _hold.BeginEpisode(episode));

        public ValueTask DisposeAsync() => _hold.DisposeAsync();

        private void CountAndKill()
        {
            if (++_predictions != killAtPrediction)
                return;
            foreach (var server in Process.GetProcessesByName("blindvla-mujoco-server").Where(IsChildOfThisProcess))
            {
                server.Kill();
                server.WaitForExit();
            }
        }

        // Field 4 of /proc/PID/stat is the parent; the name before it is in parentheses.
        private static bool IsChildOfThisProcess(Process process) =>
            File.ReadAllText($"/proc/{process.Id}/stat").Split(") ")[^1].Split(' ')[1] == $"{Environment.ProcessId}";

        private sealed class Session(KillingPolicy owner, IPolicySession hold) : IPolicySession
        {
            public ValueTask<ActionChunk> PredictAsync(Observation observation, CancellationToken cancellationToken)
            {
                owner.CountAndKill();
                return hold.PredictAsync(observation, cancellationToken);
            }

            public ValueTask DisposeAsync() => hold.DisposeAsync();
        }
    }

    private sealed class Silent : IEvaluationObserver
    {
        public void OnPlanned(RunProgress progress) { }

        public void OnAttemptFailed(EpisodeSpec episode, string policy, int attempt, string error, bool willRetry) { }

        public void OnMeasured(WorkerRate measured, int workers) { }

        public void OnTrial(TrialRecord trial, RunProgress progress) { }
    }
}
