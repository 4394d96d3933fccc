using System.Collections.Immutable;
using BlindVla.Evaluation;

namespace BlindVla.Imports;

/// <summary>What one file says.</summary>
/// <param name="Harness">Which wrote it, as <c>--from</c> names it.</param>
/// <param name="Layout">Which of that harness's formats it has.</param>
/// <param name="File">It.</param>
/// <param name="Benchmarks">At least one.</param>
internal sealed record ForeignResults(string Harness, string Layout, ImportedFile File, ImmutableArray<ForeignBenchmark> Benchmarks);
