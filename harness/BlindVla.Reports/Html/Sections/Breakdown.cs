using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>Something that differs between episodes.</summary>
/// <param name="Name">To follow "success by".</param>
/// <param name="Of">What it is in a trial; null where the trial does not say.</param>
internal sealed record Breakdown(string Name, Func<TrialRecord, string?> Of);
