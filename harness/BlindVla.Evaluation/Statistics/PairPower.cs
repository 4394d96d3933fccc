using MathNet.Numerics.Distributions;

namespace BlindVla.Evaluation;

/// <summary>
/// How often a test of pairs says what is true, by counting: how many pairs are discordant, and of those how many are lost. The normal
/// approximation promises too much where few pairs are discordant.
/// </summary>
public static class PairPower
{
    // Numbers of discordant pairs that are rarer than this together change no figure that anybody reads.
    private const double Negligible = 1e-7;

    /// <summary>The chance that <see cref="DifferenceInterval.LowerBound"/> excludes a drop of the margin, if the sides are
    /// alike.</summary>
    /// <param name="discordance">Share of pairs in which exactly one succeeds.</param>
    public static double OfAPass(int pairs, double margin, double discordance, double alpha) => Sum(pairs, discordance, discordant =>
        {
            var most = Last(discordant, lost => DifferenceInterval.Excludes(margin, pairs, discordant - lost, lost, alpha));
            return most < 0 ? 0 : Binomial.CDF(0.5, discordant, most);
        });

    /// <summary>The chance that McNemar's exact test finds a drop.</summary>
    /// <param name="drop">At most the discordance.</param>
    /// <param name="level">One-sided.</param>
    public static double OfADrop(int pairs, double drop, double discordance, double level) => Sum(pairs, discordance, discordant =>
        {
            var most = Last(discordant, won => Binomial.CDF(0.5, discordant, won) <= level);
            return most < 0 ? 0 : Binomial.CDF((1 - (drop / discordance)) / 2, discordant, most);
        });

    /// <summary>The smallest drop that McNemar's exact test finds with this power; more pairs are discordant where it is larger than their
    /// share. 1 where it finds none.</summary>
    /// <param name="level">One-sided.</param>
    public static double DetectableDrop(int pairs, double discordance, double level, double power = 0.8)
    {
        return SmallestDrop.Of(1, drop => pairs > 0 && OfADrop(pairs, drop, Math.Max(discordance, drop), level) >= power);
    }

    /// <summary>Of a chance for each number of discordant pairs, its mean.</summary>
    private static double Sum(int pairs, double discordance, Func<int, double> chance)
    {
        if (discordance <= 0)
        {
            return chance(0);
        }
        var (low, high) = (Quantile(Negligible), Quantile(1 - Negligible));
        return Enumerable.Range(low, high - low + 1).Sum(discordant => Binomial.PMF(discordance, pairs, discordant) * chance(discordant));

        int Quantile(double share) => Last(pairs, count => Binomial.CDF(discordance, pairs, count) < share) + 1;
    }

    /// <summary>The last number up to the most for which something holds that holds for all before it; -1 for none.</summary>
    private static int Last(int most, Func<int, bool> holds)
    {
        var (low, high) = (-1, most + 1);
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            (low, high) = holds(middle) ? (middle, high) : (low, middle);
        }
        return low;
    }
}
