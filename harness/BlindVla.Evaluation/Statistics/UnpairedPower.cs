using MathNet.Numerics.Distributions;

namespace BlindVla.Evaluation;

/// <summary>How often Fisher's exact test finds a drop between sides that cannot be paired, by counting.</summary>
public static class UnpairedPower
{
    // Numbers of successes that are rarer than this change no figure that anybody reads.
    private const double Negligible = 1e-7;

    /// <summary>The smallest drop from the baseline's rate that the test finds with this power; 1 where it finds none.</summary>
    /// <param name="level">One-sided.</param>
    public static double DetectableDrop(int baselineTrials, int candidateTrials, double baselineRate, double level, double power = 0.8)
    {
        var tables = Found(baselineTrials, candidateTrials, baselineRate, level);
        return SmallestDrop.Of(baselineRate, drop =>
            tables.Sum(table =>
                table.Most < 0 ? 0 : table.Chance * Binomial.CDF(Math.Max(0, baselineRate - drop), candidateTrials, table.Most)
            ) >= power
        );
    }

    /// <summary>For each number of the baseline's successes its chance, and the most successes of the candidate that are a drop; -1 for
    /// none.</summary>
    private static List<(double Chance, int Most)> Found(int baselineTrials, int candidateTrials, double rate, double level)
    {
        var tables = new List<(double Chance, int Most)>();
        var most = -1;
        for (var successes = 0; successes <= baselineTrials; successes++)
        {
            var chance = Binomial.PMF(rate, baselineTrials, successes);
            if (chance < Negligible)
            {
                continue;
            }
            // More successes of the baseline make a drop of what was one.
            while (most < candidateTrials && PairedTest.FisherDrop(most + 1, candidateTrials, successes, baselineTrials) <= level)
            {
                most++;
            }
            tables.Add((chance, most));
        }
        return tables;
    }
}
