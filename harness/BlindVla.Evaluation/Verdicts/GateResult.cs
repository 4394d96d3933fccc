using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>What a gate says of a candidate.</summary>
/// <param name="SchemaVersion">Of its JSON.</param>
/// <param name="Gate">Its name.</param>
/// <param name="Alpha">The gate's: each bound of a claim is a one-sided one at 1 - alpha, both are an interval of 1 - 2 alpha.</param>
/// <param name="Guarantee">
/// Of the test that was looked at while the sides ran, whose verdicts these are; bounds and p, which hold for a sample of fixed size,
/// then only describe. Null where the sides are a sample of fixed size.
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
    Guarantee? Guarantee,
    Verdict Verdict,
    ImmutableArray<string> Reasons,
    ImmutableArray<ClaimResult> Claims,
    Comparison? Comparison,
    double? RepeatDiscordance
)
{
    /// <summary>4 says nothing of detectable drops; 5 has an adjusted p of every scope, where nothing was adjusted p itself; 6 knows no
    /// verdict on sides that are not paired.</summary>
    public const int CurrentSchemaVersion = 7;

    /// <summary>Those of the reasons that hold by whatever rule the claims are judged.</summary>
    [JsonIgnore]
    internal ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>Whether the sides were run until a test could say.</summary>
    public bool IsSequential => Guarantee is not null;

    /// <summary>As indented JSON with snake_case names.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ComparisonJson.Default.GateResult);
}
