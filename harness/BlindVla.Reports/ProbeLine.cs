using System.Collections.Immutable;

namespace BlindVla.Reports;

/// <summary>A line of <c>questions.jsonl</c>.</summary>
internal sealed record ProbeLine(
    string Id,
    string Task,
    string Image,
    string Question,
    string Target,
    string Place,
    ImmutableArray<string> Places
);
