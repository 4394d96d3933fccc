using System.Collections.Immutable;
using BlindVla.Evaluation;

namespace BlindVla.Imports;

/// <param name="Record">Of the run that was made.</param>
/// <param name="Summary">What it says.</param>
/// <param name="Notes">What was taken for what, and what is missing, a sentence each.</param>
public sealed record ImportResult(RunRecord Record, Summary Summary, ImmutableArray<string> Notes);
