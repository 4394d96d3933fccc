namespace BlindVla.Evaluation;

/// <summary>Something that a recorded trial says, and what carrying it out again says of it.</summary>
/// <param name="Name">Its column in the ledger.</param>
/// <param name="Recorded">As the ledger has it.</param>
/// <param name="Found">Likewise.</param>
public sealed record RepeatedFact(string Name, string Recorded, string Found)
{
    /// <summary>Of what a policy was shown, which depends on how pictures are drawn.</summary>
    public const string Observations = "observation_sha256";

    public bool IsSame => Recorded == Found;

    /// <summary>Everything that a deterministic world must repeat; of what a person judged not the outcome.</summary>
    public static IEnumerable<RepeatedFact> Of(TrialRecord recorded, TrialRecord found)
    {
        yield return Fact("scene_sha256", trial => trial.SceneSha256);
        yield return Fact(Observations, trial => trial.ObservationSha256);
        yield return Fact("requested_actions_sha256", trial => trial.RequestedActionsSha256);
        // Runs of earlier versions do not say what was applied.
        if (recorded.AppliedActionsSha256 is not null)
        {
            yield return Fact("applied_actions_sha256", trial => trial.AppliedActionsSha256);
        }
        yield return Fact("steps", trial => trial.Steps);
        if (recorded.JudgedBy is null)
        {
            yield return Fact("success_at_end", trial => trial.SuccessAtEnd);
            yield return Fact("success_any_step", trial => trial.SuccessAnyStep);
        }

        RepeatedFact Fact<T>(string name, Func<TrialRecord, T> of) => new(name, Text(of(recorded)), Text(of(found)));
    }

    private static string Text<T>(T value) =>
        value switch
        {
            null => "nothing",
            bool yes => yes ? "true" : "false",
            _ => $"{value}",
        };
}
