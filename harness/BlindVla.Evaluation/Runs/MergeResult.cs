using System.Collections.Immutable;

namespace BlindVla.Evaluation;

/// <param name="Folder">The merged run.</param>
/// <param name="Status">Complete when no shard and no trial is missing.</param>
/// <param name="Missing">What is not there, in words; empty when complete.</param>
/// <param name="Summary">As written to the merged run's folder.</param>
public sealed record MergeResult(string Folder, RunStatus Status, ImmutableArray<string> Missing, Summary Summary);
