namespace BlindVla.Evaluation;

/// <summary>How many pairs a question needs, about: by the normal approximation, which promises too much where few pairs are
/// discordant.</summary>
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

    private static void RequireShare(double value, string name)
    {
        if (value is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(name, value, "expected from 0 to 1");
        }
    }

    private static double Square(double x) => x * x;
}
