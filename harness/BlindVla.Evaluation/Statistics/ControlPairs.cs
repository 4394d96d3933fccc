using System.Text.Json.Serialization;

namespace BlindVla.Evaluation;

/// <summary>Perturbed trials next to their unperturbed twins, by each trial's own success rule; pairs with an errored or missing trial are
/// left out.</summary>
/// <param name="Both">Both succeeded.</param>
/// <param name="OnlyPerturbed">The perturbed one succeeded, its control did not.</param>
/// <param name="OnlyControl">The control succeeded, the perturbed one did not.</param>
/// <param name="Neither">Both failed.</param>
public sealed record ControlPairs(int Both, int OnlyPerturbed, int OnlyControl, int Neither)
{
    public int Pairs => Both + OnlyPerturbed + OnlyControl + Neither;

    /// <summary>The perturbed trials as the candidate, their controls as the baseline.</summary>
    [JsonIgnore]
    public PairedCounts Counts => new(Both, OnlyPerturbed, OnlyControl, Neither);

    /// <summary>Success rate of the perturbed trials minus that of their controls; null without pairs.</summary>
    public double? Difference => Pairs == 0 ? null : (double)(OnlyPerturbed - OnlyControl) / Pairs;

    /// <summary>Scenes behind the pairs, and what that makes of them.</summary>
    [JsonIgnore]
    public SharedScenes Shared { get; init; } = new(Both + OnlyPerturbed + OnlyControl + Neither, 1);

    internal static ControlPairs Of(IEnumerable<TrialRecord> perturbed, Dictionary<string, TrialRecord> finished)
    {
        var pairs = perturbed
            .Where(trial => trial.ControlId is not null && finished.ContainsKey(trial.ControlId))
            .Select(trial => (trial.SceneKey, Perturbed: trial.Succeeded(), Control: finished[trial.ControlId!].Succeeded()))
            .ToList();
        var counts = PairedCounts.Of(pairs.Select(pair => (pair.Control, pair.Perturbed)));
        return new(counts.Both, counts.OnlyCandidate, counts.OnlyBaseline, counts.Neither)
        {
            Shared = SharedScenes.Of([.. pairs.Select(pair => (pair.SceneKey, (pair.Perturbed ? 1 : 0) - (pair.Control ? 1 : 0)))]),
        };
    }
}
