using System.Collections.Immutable;

namespace BlindVla.Live;

/// <summary>How far a run is, for its page.</summary>
/// <param name="Id">Of its page.</param>
/// <param name="Name">Its folder, from the one that is watched.</param>
/// <param name="Status">As in <c>run.json</c>.</param>
/// <param name="Planned">Trials; of an array those of the parts that were begun.</param>
/// <param name="Updated">When something was last written, ISO 8601.</param>
/// <param name="Stamp">Changes whenever something was written.</param>
/// <param name="Verdict">What the gate that runs it says until now; null where none does.</param>
internal sealed record WatchState(
    int Id,
    string Name,
    string Suite,
    string Status,
    int Planned,
    int Done,
    int Errored,
    string Updated,
    string Stamp,
    ImmutableArray<WatchedPolicy> Policies,
    string? Verdict
);
