using MathNet.Numerics.Distributions;

namespace BlindVla.Evaluation;

/// <summary>An interval for the true rate behind k successes in n trials.</summary>
public readonly record struct BinomialInterval(double Low, double High)
{
    /// <summary>
    /// Wilson's score interval (Wilson 1927), which stays sensible at 0/n and n/n. Without trials nothing is known: 0 to 1.
    /// </summary>
    public static BinomialInterval Wilson(int successes, int trials, double confidence = 0.95)
    {
        Check(successes, trials);
        return trials == 0 ? new(0, 1) : Wilson((double)successes / trials, trials, confidence);
    }

    /// <summary>The same of so many trials as need not be a whole number.</summary>
    internal static BinomialInterval Wilson(double rate, double trials, double confidence)
    {
        var z = StandardNormal.TwoSided(confidence);
        var z2 = z * z;
        var centre = rate + (z2 / (2 * trials));
        var half = z * Math.Sqrt((rate * (1 - rate) / trials) + (z2 / (4 * trials * trials)));
        var scale = 1 + (z2 / trials);
        // The ends that are exactly 0 and 1 in exact arithmetic are made so.
        return new(rate <= 0 ? 0 : (centre - half) / scale, rate >= 1 ? 1 : (centre + half) / scale);
    }

    /// <summary>The exact interval of Clopper and Pearson (1934): its coverage is never below the stated one.</summary>
    public static BinomialInterval ClopperPearson(int successes, int trials, double confidence = 0.95)
    {
        Check(successes, trials);
        var tail = (1 - confidence) / 2;
        return new(
            successes == 0 ? 0 : Beta.InvCDF(successes, trials - successes + 1, tail),
            successes == trials ? 1 : Beta.InvCDF(successes + 1, trials - successes, 1 - tail)
        );
    }

    private static void Check(int successes, int trials)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
    }
}
