using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BlindVla.Policies.Remote;

/// <summary>What a policy server is like: what it says of itself, whether that fits the mapping, and how fast it answers.</summary>
/// <param name="Protocol">The policy kind.</param>
/// <param name="ProtocolVersion">Null where the protocol has none.</param>
/// <param name="ConnectSeconds">Until it had said what it is.</param>
/// <param name="Declares">All that it says of itself, as JSON: an object, empty where it says nothing.</param>
/// <param name="Problems">How that contradicts the mapping: field, expected, found. Then nothing is asked.</param>
/// <param name="AnswerProblem">Why its first answer cannot be used; null where it can, or nothing was asked.</param>
/// <param name="FirstAnswerSeconds">Of the first question of all, connection and episode included; null without one.</param>
/// <param name="Loads">As many sessions at a time as clients may have; empty where no answer can be used.</param>
public sealed record ServerInspection(
    string Address,
    string Protocol,
    int? ProtocolVersion,
    double ConnectSeconds,
    JsonElement Declares,
    string Mapping,
    string MappingSha256,
    ImmutableArray<string> Problems,
    string? AnswerProblem,
    double? FirstAnswerSeconds,
    ImmutableArray<ServerLoad> Loads
)
{
    /// <summary>Nothing is known that speaks against using it.</summary>
    [JsonIgnore]
    public bool Fits => Problems.IsEmpty && AnswerProblem is null;

    public string ToJson() => JsonSerializer.Serialize(this, InspectionJson.Default.ServerInspection);
}
