using System.Collections.Immutable;

namespace BlindVla.Evaluation;

/// <summary>A checkpoint of the baseline and one of the candidate whose trials are paired.</summary>
/// <param name="Seed">Training seed of the pair; empty where each side is one policy.</param>
internal sealed record CheckpointPair(PolicyIdentity Baseline, PolicyIdentity Candidate, string Seed)
{
    /// <summary>By training seed; a side that is one policy stands against every checkpoint of the other.</summary>
    /// <exception cref="RunException">Both sides are several checkpoints, of different training seeds.</exception>
    public static ImmutableArray<CheckpointPair> Of(ComparisonSide baseline, ComparisonSide candidate)
    {
        var (left, right) = (BySeed(baseline), BySeed(candidate));
        return (baseline.Checkpoints, candidate.Checkpoints) switch
        {
            ([var one], [var other]) => [new(one, other, "")],
            ([var one], _) => [.. right.Select(other => new CheckpointPair(one, other.Value, other.Key))],
            (_, [var other]) => [.. left.Select(one => new CheckpointPair(one.Value, other, one.Key))],
            _ => left.Keys.SequenceEqual(right.Keys)
                ? [.. left.Select(one => new CheckpointPair(one.Value, right[one.Key], one.Key))]
                : throw new RunException(
                    RunFault.Refused,
                    $"{baseline.Name} has the training seeds {string.Join(", ", left.Keys)}, {candidate.Name} "
                        + $"{string.Join(", ", right.Keys)}: checkpoints are paired by their seed"
                ),
        };
    }

    private static SortedDictionary<string, PolicyIdentity> BySeed(ComparisonSide side) =>
        new(side.Checkpoints.ToDictionary(policy => policy.Name[(policy.Name.LastIndexOf('-') + 1)..]), StringComparer.Ordinal);
}
