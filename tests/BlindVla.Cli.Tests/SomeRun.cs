using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.TestKit;

namespace BlindVla.Cli.Tests;

/// <summary>Recorded runs of a fake world.</summary>
internal static class SomeRun
{
    public static EpisodeSpec Episode { get; } = TestEpisodes.Create(new FakeEnvironment(new()).Spec);

    /// <summary>One episode under each policy.</summary>
    public static async Task WriteAsync(string path, params NamedPolicy[] policies)
    {
        await using var source = new FakeEnvironmentSource();
        var environment = await source.DescribeAsync(CancellationToken.None);
        var identity = new RunIdentity(
            new("test", "1", ""),
            new("test", null),
            EnvironmentIdentity.Of(environment),
            [.. policies.Select(PolicyIdentity.Of)],
            SuccessRule.AtEnd,
            0,
            1,
            null,
            null
        );
        using var folder = RunFolder.Open(
            path,
            RunRecord.Begin(identity, new(1, 1, 60, "none"), policies.Length, TimeProvider.System),
            resume: false,
            TimeProvider.System
        );
        await new Evaluator(source, policies, EvaluationOptions.Default, new Silent(), TimeProvider.System).RunAsync(
            [Episode],
            folder,
            CancellationToken.None
        );
    }

    private sealed class Silent : IEvaluationObserver
    {
        public void OnPlanned(RunProgress progress) { }

        public void OnAttemptFailed(EpisodeSpec episode, string policy, int attempt, string error, bool willRetry) { }

        public void OnMeasured(WorkerRate measured, int workers) { }

        public void OnTrial(TrialRecord trial, RunProgress progress) { }
    }
}
