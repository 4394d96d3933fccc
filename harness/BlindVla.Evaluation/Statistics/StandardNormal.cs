using MathNet.Numerics.Distributions;

namespace BlindVla.Evaluation;

/// <summary>The standard normal distribution.</summary>
internal static class StandardNormal
{
    /// <summary>The value that a standard normal variable stays below with this probability.</summary>
    public static double Quantile(double probability) => Normal.InvCDF(0, 1, probability);

    /// <summary>The probability that a standard normal variable stays below a value.</summary>
    public static double Below(double value) => Normal.CDF(0, 1, value);

    /// <summary>Half the width, in standard deviations, of an interval with this probability in its middle.</summary>
    public static double TwoSided(double confidence) => Quantile(1 - ((1 - confidence) / 2));
}
