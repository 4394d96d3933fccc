using System.Collections.Immutable;
using System.Text.Json.Serialization;
using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>As <see cref="PolicySpec"/> says, under the name the run gave it. The first runs recorded neither chunk length nor
/// settings.</summary>
public sealed record PolicyIdentity(
    string Name,
    string Kind,
    string Checkpoint,
    ImmutableArray<CameraRequest> Cameras,
    double? ControlPeriodSeconds,
    bool IsPrivileged,
    bool IsDeterministic,
    int ChunkLength = 1,
    string Settings = ""
)
{
    /// <summary>The kind of a policy of which another harness says nothing but its results.</summary>
    internal const string Imported = "imported";

    /// <summary>Class of the harness's processor, where its network computes on that. Null where it does not, and in the runs before
    /// version 10: then it is not compared.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Processor { get; init; }

    /// <summary>What acts under the name: two policies of which this is the same are one. Of an imported one only the name is
    /// known.</summary>
    [JsonIgnore]
    public string Acts =>
        string.Join(
            ' ',
            new[] { Kind, Kind == Imported ? Name : "", Checkpoint, Settings, ChunkLength == 1 ? "" : $"in chunks of {ChunkLength}" }.Where(
                part => part.Length > 0
            )
        );

    public static PolicyIdentity Of(NamedPolicy policy)
    {
        var spec = policy.Policy.Spec;
        return new(
            policy.Name,
            spec.Kind,
            spec.Checkpoint,
            spec.Cameras,
            spec.ControlPeriodSeconds,
            spec.IsPrivileged,
            spec.IsDeterministic,
            spec.ChunkLength,
            spec.Settings
        )
        {
            Processor = spec.Processor,
        };
    }
}
