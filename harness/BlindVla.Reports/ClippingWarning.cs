using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>Says of policies that much of what they asked for was not done: a sign of another scale than the world's.</summary>
public static class ClippingWarning
{
    /// <summary>Share of a policy's actions that may be clipped without a word.</summary>
    private const double Tolerated = 0.2;

    /// <summary>A line for each policy with more clipped actions than that, in the order of the trials.</summary>
    public static IEnumerable<string> Of(IEnumerable<TrialRecord> trials) =>
        trials
            .GroupBy(trial => trial.Policy)
            .Select(policy =>
                (Name: policy.Key, Clipped: policy.Sum(trial => trial.ClippedActions ?? 0), Steps: policy.Sum(trial => trial.Steps ?? 0))
            )
            .Where(policy => policy.Clipped > Tolerated * policy.Steps)
            .Select(policy =>
                $"warning: {policy.Name}: {policy.Clipped} of its {policy.Steps} actions ({100.0 * policy.Clipped / policy.Steps:0} %) "
                + "were clipped to the environment's limits; "
                + "is their scale (of a checkpoint: unnorm_key) that of this arm?"
            );
}
