using BlindVla.Control;
using BlindVla.Core;
using BlindVla.Evaluation;

namespace BlindVla.Cli;

/// <summary>What whoever judges may see of a run's progress: never which policy acted, nor how often any succeeded.</summary>
/// <param name="most">Trials after which a run whose end nobody knows is over; null where all that is planned is run.</param>
internal sealed class BlindProgress(IDesk desk, int? most = null) : IRunProgress
{
    public void OnPlanned(RunProgress progress) => Say(progress);

    public void OnTrial(TrialRecord trial, RunProgress progress) => Say(progress);

    public void OnAttemptFailed(EpisodeSpec episode, string policy, int attempt, string error, bool willRetry) =>
        // Not the error: it may have the address of a policy's server in it.
        desk.Say($"{episode.Id}: broken off, {(willRetry ? "once more" : "given up as errored")}; {RunFolder.LogFile} says why");

    public void OnMeasured(WorkerRate measured, int workers) { }

    public void OnStopping() => desk.Say("stopping; an episode that runs is finished and judged first; again to abandon it");

    public void Dispose() { }

    private void Say(RunProgress progress) =>
        desk.Say($"{progress.Earlier + progress.Done} of {(most is null ? $"{progress.Planned}" : $"at most {most}")} trials are done");
}
