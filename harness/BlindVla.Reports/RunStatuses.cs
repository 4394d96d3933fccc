using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>How far a run has come, as people say it.</summary>
public static class RunStatuses
{
    /// <summary>With its trials; a run that its gate ended is not one that was interrupted.</summary>
    public static string Words(RunRecord run)
    {
        var (word, trials) = (run.Status.ToString().ToLowerInvariant(), run.Trials);
        return run.WasEndedByAGate
            ? $"{word} after {trials.Finished + trials.Errored} of {trials.Planned} planned trials"
            : $"{word}, {trials.Finished} of {trials.Planned} trials" + (trials.Errored > 0 ? $", {trials.Errored} errored" : "");
    }
}
