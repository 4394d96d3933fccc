using System.Collections.Immutable;
using System.Text.Json.Serialization;
using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>As <see cref="EnvironmentSpec"/> says. Of a run that was imported nothing is known: its texts are empty, its periods
/// null.</summary>
public sealed record EnvironmentIdentity(
    string Name,
    string Version,
    string PhysicsVersion,
    string Renderer,
    string AssetsSha256,
    double? ControlPeriodSeconds,
    double? PhysicsPeriodSeconds
)
{
    /// <summary>Class of the processor; null where the server does not say it, as none did in the first runs: then nobody knows whether
    /// two differ, and it is not compared.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Processor { get; init; }

    /// <summary>Of what was set up by hand, such as a real arm's rig. Null where the server does not say it, as none did in the runs before
    /// version 10: then it is not compared.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RigSha256 { get; init; }

    /// <summary><see cref="Conventions.JointPositionsName"/> where actions are those; null for what all were before version
    /// 10.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Actions { get; init; }

    /// <summary>Each has a column in the ledger. Null in runs that were made before environments declared any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<MeasureSpec>? Measures { get; init; }

    /// <summary>That of a run of which nobody says in what world it was carried out.</summary>
    internal static EnvironmentIdentity Unknown { get; } = new("", "", "", "", "", null, null);

    public static EnvironmentIdentity Of(EnvironmentSpec spec) =>
        new(
            spec.Name,
            spec.Version,
            spec.PhysicsVersion,
            spec.Renderer,
            spec.AssetsSha256,
            spec.ControlPeriodSeconds,
            spec.PhysicsPeriodSeconds
        )
        {
            Processor = spec.Processor,
            RigSha256 = spec.RigSha256,
            Actions = Conventions.NameOf(spec.Action) == Conventions.JointPositionsName ? Conventions.JointPositionsName : null,
            Measures = spec.Measures,
        };
}
