using System.Collections.Immutable;

namespace BlindVla.Evaluation;

/// <summary>
/// What a difference between two ways of training is worth that was seen with a few checkpoints of each. Trained again, they would differ
/// again: the variance between training seeds is added to that between scenes (Cameron, Gelbach and Miller 2011, Journal of Business and
/// Economic Statistics 29:238), with Student's quantile, as there are few seeds.
/// </summary>
internal static class TrainingSeeds
{
    /// <summary>One for each seed, where there is more than one.</summary>
    public static ImmutableArray<SeedDifference> Differences(IReadOnlyCollection<ComparedPair> pairs)
    {
        var seeds = pairs.GroupBy(pair => pair.Seed).OrderBy(seed => seed.Key, StringComparer.Ordinal).ToList();
        return seeds.Count < 2
            ? []
            : [.. seeds.Select(seed => new SeedDifference(seed.Key, seed.Count(), seed.Average(pair => pair.Difference)))];
    }

    /// <summary>How far they scatter.</summary>
    public static SeedScatter Scatter(IReadOnlyCollection<ComparedPair> pairs, ImmutableArray<SeedDifference> seeds)
    {
        if (seeds.IsEmpty)
        {
            return default;
        }
        double n = pairs.Count,
            count = seeds.Length;
        var mean = pairs.Average(pair => pair.Difference);
        var alone = pairs.Count(pair => pair.Difference != 0) - (n * mean * mean);
        var between = count / (count - 1) * seeds.Sum(seed => Math.Pow(seed.Pairs * (seed.Difference - mean), 2));
        // Where all pairs end alike, so do all seeds.
        return new(alone > 0 ? between / alone : 0, seeds.Length);
    }
}
