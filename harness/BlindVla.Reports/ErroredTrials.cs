using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>Names the trials that could not be carried out.</summary>
public static class ErroredTrials
{
    private const int Most = 10;
    private const int MaxErrorLength = 200;

    /// <summary>A line for each of the first ones with its error, cut; and how many more there are.</summary>
    public static IEnumerable<string> Of(IEnumerable<TrialRecord> trials)
    {
        List<TrialRecord> errored = [.. trials.Where(trial => trial.Outcome == Outcome.Errored)];
        foreach (var trial in errored.Take(Most))
        {
            var error = trial.Error!;
            yield return $"errored: {trial.Key}, {trial.Attempts} attempt{(trial.Attempts == 1 ? "" : "s")}: "
                + (error.Length <= MaxErrorLength ? error : $"{error[..MaxErrorLength]}…");
        }
        if (errored.Count > Most)
        {
            yield return $"errored: {errored.Count - Most} more; {RunFolder.LedgerFile} says which and why";
        }
        if (errored.Exists(trial => trial.Error!.StartsWith(TrialRecord.Quarantined, StringComparison.Ordinal)))
        {
            yield return $"{TrialRecord.Quarantined}the last attempt had a server process of its own, so that no other trial is to blame";
        }
    }
}
