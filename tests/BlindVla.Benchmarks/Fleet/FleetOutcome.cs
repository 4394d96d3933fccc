namespace BlindVla.Benchmarks;

/// <summary>What came of a run on a cluster, seconds from its submission.</summary>
/// <param name="Ready">The last node has read its checkpoint.</param>
/// <param name="Finished">The last trial is written.</param>
/// <param name="Merged">The parts are one run.</param>
/// <param name="Efficiency">Time in trials over the time that workers had, each from its first trial to the run's last one.</param>
/// <param name="MetadataBusy">Share of the time in which the metadata server is busy.</param>
/// <param name="WritesBusy">The same of synced writes.</param>
/// <param name="Trials">That were run.</param>
internal sealed record FleetOutcome(
    double Ready,
    double Finished,
    double Merged,
    double Efficiency,
    double MetadataBusy,
    double WritesBusy,
    long Trials
);
