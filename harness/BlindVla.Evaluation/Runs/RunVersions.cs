using System.Text.Json.Serialization;

namespace BlindVla.Evaluation;

/// <summary>What a file says of its version, whatever else is in it.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record RunVersions(int SchemaVersion, int LedgerVersion);
