using System.Collections.Immutable;

namespace BlindVla.Evaluation;

/// <summary>How far a run is.</summary>
/// <param name="Planned">All trials of the run, as far as they are known.</param>
/// <param name="Earlier">Of these, finished before this process began.</param>
/// <param name="Done">Of these, written by this process.</param>
/// <param name="Elapsed">Since this process began to run trials.</param>
/// <param name="Policies">In the run's order; earlier trials included.</param>
public sealed record RunProgress(int Planned, int Earlier, int Done, TimeSpan Elapsed, ImmutableArray<PolicyProgress> Policies)
{
    /// <summary>At the rate so far; null while there is none.</summary>
    public TimeSpan? Remaining => Done == 0 ? null : Elapsed / Done * (Planned - Earlier - Done);

    public double TrialsPerSecond => Elapsed > TimeSpan.Zero ? Done / Elapsed.TotalSeconds : 0;
}
