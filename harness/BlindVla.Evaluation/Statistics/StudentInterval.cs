using BlindVla.Core;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace BlindVla.Evaluation;

/// <summary>Student's interval for the mean behind a few numbers.</summary>
internal static class StudentInterval
{
    /// <summary>Sums of the same numbers in another order differ by less.</summary>
    private const double Rounding = 1e-9;

    /// <param name="limits">What the mean cannot be beyond.</param>
    /// <returns>95 %; null of numbers that do not say how far they scatter: fewer than two, or all the same, as shares of few trials
    /// easily are.</returns>
    public static Interval? Of(IReadOnlyList<double> numbers, Interval limits)
    {
        if (numbers.Count < 2 || numbers.Max() - numbers.Min() < Rounding)
        {
            return null;
        }
        var (mean, deviation) = numbers.MeanStandardDeviation();
        var half = Quantile(numbers.Count, 0.95) * deviation / Math.Sqrt(numbers.Count);
        return new(Math.Max(limits.Minimum, mean - half), Math.Min(limits.Maximum, mean + half));
    }

    /// <summary>How much wider an interval is for knowing a variance from so few numbers only: Student's quantile over the normal
    /// one.</summary>
    /// <param name="numbers">At least two.</param>
    public static double OverNormal(int numbers, double confidence) => Quantile(numbers, confidence) / StandardNormal.TwoSided(confidence);

    private static double Quantile(int numbers, double confidence) => StudentT.InvCDF(0, 1, numbers - 1, (1 + confidence) / 2);
}
