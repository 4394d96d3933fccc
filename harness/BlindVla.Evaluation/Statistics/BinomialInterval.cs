namespace BlindVla.Evaluation;

/// <summary>An interval for the true rate behind k successes in n trials.</summary>
public readonly record struct BinomialInterval(double Low, double High)
{
    /// <summary>The 0.975 quantile of the normal distribution: two-sided 95 %.</summary>
    private const double Z95 = 1.959963984540054;

    /// <summary>
    /// Wilson's score interval at 95 % (Wilson 1927), which stays sensible at 0/n and n/n. Without trials nothing is known: 0 to 1.
    /// </summary>
    public static BinomialInterval Wilson(int successes, int trials)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
        if (trials == 0)
        {
            return new(0, 1);
        }
        double n = trials;
        var p = successes / n;
        var z2 = Z95 * Z95;
        var centre = p + (z2 / (2 * n));
        var half = Z95 * Math.Sqrt((p * (1 - p) / n) + (z2 / (4 * n * n)));
        var scale = 1 + (z2 / n);
        // The ends that are exactly 0 and 1 in exact arithmetic are made so.
        return new(successes == 0 ? 0 : (centre - half) / scale, successes == trials ? 1 : (centre + half) / scale);
    }
}
