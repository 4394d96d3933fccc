using System.Collections.Immutable;
using System.Text.Json;

namespace BlindVla.Evaluation;

/// <summary>What a run showed and which one it is, for programs.</summary>
/// <param name="Run">Its folder.</param>
/// <param name="Trials">How many were planned, and carried out until now.</param>
/// <param name="Summary">As in its <c>summary.json</c>.</param>
public sealed record SummarizedRun(string Run, RunStatus Status, TrialCounts Trials, Summary Summary)
{
    public string ToJson() => JsonSerializer.Serialize(this, SummaryJson.Default.SummarizedRun);

    public static string ToJson(ImmutableArray<SummarizedRun> runs) =>
        JsonSerializer.Serialize(runs, SummaryJson.Default.ImmutableArraySummarizedRun);
}
