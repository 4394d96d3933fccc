using System.Collections.Immutable;

namespace BlindVla.Live;

/// <summary>How far a run is, for its page.</summary>
/// <param name="Id">Of its page.</param>
/// <param name="Name">Its folder, from the one that is watched.</param>
/// <param name="Status">As in <c>run.json</c>; <c>unreadable</c> where <paramref name="Fault"/> says why.</param>
/// <param name="Planned">Trials; of an array those of the parts that were begun.</param>
/// <param name="Updated">When something was last written, ISO 8601.</param>
/// <param name="Stamp">Changes whenever something was written.</param>
/// <param name="Verdict">What the gate that runs it says until now; null where none does.</param>
/// <param name="Fault">Why nothing else can be said; null where it can.</param>
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
    string? Verdict,
    string? Fault
)
{
    /// <summary>Of a run that is gone or cannot be read.</summary>
    public static WatchState Unreadable(int id, string name, string updated, string stamp, string fault) =>
        new(id, name, "", "unreadable", 0, 0, 0, updated, stamp, [], null, fault);
}
