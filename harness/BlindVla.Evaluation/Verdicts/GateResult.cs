using System.Collections.Immutable;
using System.Text.Json;

namespace BlindVla.Evaluation;

/// <summary>What a gate says of a candidate.</summary>
/// <param name="SchemaVersion">Of its JSON.</param>
/// <param name="Gate">Its name.</param>
/// <param name="Alpha">The gate's: each bound of a claim is a one-sided one at 1 - alpha, both are an interval of 1 - 2 alpha.</param>
/// <param name="IsSequential">
/// The verdicts are those of a test that was looked at while the sides ran; bounds and p, which hold for a sample of fixed size,
/// only describe.
/// </param>
/// <param name="Verdict">The worst of its claims.</param>
/// <param name="Reasons">Why.</param>
/// <param name="Claims">The suite first; empty when the sides may not be compared.</param>
/// <param name="Comparison">All that was measured; null when the sides may not be compared.</param>
/// <param name="RepeatDiscordance">Share of episodes on which the baseline, run again, ended otherwise; null when it was not run
/// again.</param>
public sealed record GateResult(
    int SchemaVersion,
    string Gate,
    double Alpha,
    bool IsSequential,
    Verdict Verdict,
    ImmutableArray<string> Reasons,
    ImmutableArray<ClaimResult> Claims,
    Comparison? Comparison,
    double? RepeatDiscordance
)
{
    public const int CurrentSchemaVersion = 3;

    /// <summary>As indented JSON with snake_case names.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ComparisonJson.Default.GateResult);
}
