using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>One episode under both policies.</summary>
/// <param name="Scene">Which scene it is; episodes of one scene share their draws.</param>
/// <param name="Seed">Of training; empty where each side is one policy.</param>
/// <param name="Cell">Which it belongs to.</param>
/// <param name="Object">Asset of the object to be moved; null where the world does not say, as the next two.</param>
/// <param name="Receptacle">Asset of what it is put on.</param>
/// <param name="Table">Asset of the table.</param>
/// <param name="Baseline">Whether the baseline succeeded.</param>
/// <param name="Candidate">Whether the candidate did.</param>
internal readonly record struct ComparedPair(
    string Scene,
    string Seed,
    Condition Cell,
    string? Object,
    string? Receptacle,
    string? Table,
    bool Baseline,
    bool Candidate
)
{
    public static ComparedPair Of(string seed, TrialRecord baseline, TrialRecord candidate, SuccessRule? rule) =>
        new(
            baseline.SceneKey,
            seed,
            baseline.Condition,
            baseline.Object,
            baseline.Receptacle,
            baseline.Table,
            baseline.Succeeded(rule),
            candidate.Succeeded(rule)
        );

    /// <summary>Candidate minus baseline: -1, 0 or 1.</summary>
    public int Difference => (Candidate ? 1 : 0) - (Baseline ? 1 : 0);
}
