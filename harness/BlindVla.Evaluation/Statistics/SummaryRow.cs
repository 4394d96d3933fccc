using System.Collections.Immutable;
using System.Text.Json.Serialization;
using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <param name="Policy">Its name in the run.</param>
/// <param name="Privileged">It uses object poses; every table marks it.</param>
/// <param name="Scope">What kind of row.</param>
/// <param name="Name">Which split, group or cell.</param>
/// <param name="SuccessRule">That its trials are scored by; null where they differ in it.</param>
/// <param name="N">Trials that ended in success or failure.</param>
/// <param name="Successes">By each trial's own success rule.</param>
/// <param name="AtEnd">The predicate held at the last time step.</param>
/// <param name="AnyStep">The predicate held at any time step after reset.</param>
/// <param name="Errored">Trials that could not be carried out; not in <paramref name="N"/>.</param>
/// <param name="Paired">Against the control twins; null where the row has only controls.</param>
public sealed record SummaryRow(
    string Policy,
    bool Privileged,
    ScopeKind Scope,
    string Name,
    SuccessRule? SuccessRule,
    int N,
    int Successes,
    Rate AtEnd,
    Rate AnyStep,
    int Errored,
    ControlPairs? Paired
)
{
    /// <summary>Of its trials that ended, one for each that the environment declares.</summary>
    public ImmutableArray<MeasureSummary> Measures { get; init; } = [];

    /// <summary>Whether its trials that ended say if they succeeded by a rule; those of an imported run may not.</summary>
    public bool Says(SuccessRule rule) => N == 0 || (rule == Core.SuccessRule.AtEnd ? AtEnd : AnyStep).Value is not null;

    /// <summary>The rate of <see cref="Successes"/>.</summary>
    [JsonIgnore]
    public Rate Score
    {
        get => field ?? Rate.Of(Successes, N);
        init;
    }
}
