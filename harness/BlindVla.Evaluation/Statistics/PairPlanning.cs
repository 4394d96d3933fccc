namespace BlindVla.Evaluation;

/// <summary>How many pairs a question needs, and what a number of pairs can answer.</summary>
public static class PairPlanning
{
    /// <summary>
    /// Pairs that show, with this power, that the candidate is not worse by the margin, if in truth it is as good:
    /// (z(1-alpha) + z(power))^2 r / margin^2.
    /// </summary>
    /// <param name="margin">Largest drop that may be overlooked, e.g. 0.05.</param>
    /// <param name="discordance">Share of pairs in which exactly one succeeds.</param>
    public static int PairsNeeded(double margin, double discordance, double alpha = 0.05, double power = 0.8)
    {
        RequireShare(margin, nameof(margin));
        RequireShare(discordance, nameof(discordance));
        var z = StandardNormal.Quantile(1 - alpha) + StandardNormal.Quantile(power);
        // Without any discordance a score bound still needs this many pairs to exclude the margin.
        var least = Square(StandardNormal.Quantile(1 - alpha)) * (1 - margin) / margin;
        return (int)Math.Ceiling(Math.Max(least, z * z * discordance / (margin * margin)) - 1e-9);
    }

    /// <summary>The smallest drop that this many pairs show with this power, given how often pairs are discordant.</summary>
    public static double DetectableDrop(double pairs, double discordance, double alpha = 0.05, double power = 0.8)
    {
        RequireShare(discordance, nameof(discordance));
        return pairs == 0
            ? 1
            : Math.Min(
                1,
                (StandardNormal.Quantile(1 - alpha) + StandardNormal.Quantile(power))
                    * Math.Sqrt(Math.Max(discordance, 1.0 / pairs) / pairs)
            );
    }

    private static void RequireShare(double value, string name)
    {
        if (value is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(name, value, "expected from 0 to 1");
        }
    }

    private static double Square(double x) => x * x;
}
