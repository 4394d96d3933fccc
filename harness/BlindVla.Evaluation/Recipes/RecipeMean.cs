using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>A success rate or a difference of two, over the training seeds of a recipe.</summary>
/// <param name="Value">Mean over the seeds, of each the mean over the column's cells.</param>
/// <param name="OverScenes">95 %: these checkpoints on other scenes.</param>
/// <param name="OverSeeds">95 %: other trainings on these scenes; null with one seed, and with several that are all alike.</param>
/// <param name="Seeds">Those that were run in every cell of the column.</param>
/// <param name="N">Trials, or pairs of trials.</param>
/// <param name="Scenes">That they share.</param>
public sealed record RecipeMean(double Value, Interval OverScenes, Interval? OverSeeds, int Seeds, int N, int Scenes)
{
    internal static RecipeMean OfRates(ClusteredMean mean, ImmutableArray<double> seeds)
    {
        var interval = mean.RateInterval();
        return new(
            mean.Mean,
            new(interval.Low, interval.High),
            StudentInterval.Of(seeds, new(0, 1)),
            seeds.Length,
            mean.Outcomes,
            mean.Scenes
        );
    }

    internal static RecipeMean OfDifferences(ClusteredMean mean, ImmutableArray<double> seeds)
    {
        var interval = mean.DifferenceInterval();
        return new(
            mean.Mean,
            new(interval.Low, interval.High),
            StudentInterval.Of(seeds, new(-1, 1)),
            seeds.Length,
            mean.Outcomes,
            mean.Scenes
        );
    }
}
