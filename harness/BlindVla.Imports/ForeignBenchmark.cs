using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Imports;

/// <summary>What one file says of one benchmark.</summary>
/// <param name="Name">As its harness calls it; null where the file does not say.</param>
/// <param name="Place">Where it stands, for messages.</param>
/// <param name="Episodes">In the order of the file.</param>
internal sealed record ForeignBenchmark(string? Name, string Place, ImmutableArray<ForeignEpisode> Episodes)
{
    /// <summary>Of the first episode of each task; null where the file does not say.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Why there can be no seed, so that nobody may say one; null where there may be.</summary>
    public string? Unseeded { get; init; }

    /// <summary>By which its episodes count; null where its harness leaves that to the benchmark.</summary>
    public SuccessRule? Rule { get; init; }

    /// <summary>Of the harness; empty where the file does not say.</summary>
    public string Version { get; init; } = "";

    /// <summary>What must be equal for two runs to be compared.</summary>
    public ImmutableSortedDictionary<string, string> Facts { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>How many episodes each task was to have; null where the file does not say.</summary>
    public int? EpisodesPerTask { get; init; }

    /// <summary>Which part of the episodes it has, from 0; null for all.</summary>
    public (int Id, int Total)? Shard { get; init; }

    /// <summary>Its harness says that episodes are missing.</summary>
    public bool IsPartial { get; init; }
}
