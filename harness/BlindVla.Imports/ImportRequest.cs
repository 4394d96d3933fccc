using System.Collections.Immutable;

namespace BlindVla.Imports;

/// <summary>What is to be imported, and what its files do not say.</summary>
/// <param name="Source">A file, or a folder with the files of one evaluation.</param>
/// <param name="Output">The folder of the run.</param>
/// <param name="Policy">The name of what acted.</param>
public sealed record ImportRequest(string Source, string Output, string Policy)
{
    /// <summary>Which harness wrote the files; null to see it from them.</summary>
    public string? From { get; init; }

    /// <summary>The name of the suite; null for that of the benchmark.</summary>
    public string? Suite { get; init; }

    /// <summary>The only benchmark to take; null for all.</summary>
    public string? Benchmark { get; init; }

    /// <summary>Of the first episode of each task; null where nobody says.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Facts that need not be equal for the run to be compared.</summary>
    public ImmutableArray<string> MayDiffer { get; init; } = [];
}
