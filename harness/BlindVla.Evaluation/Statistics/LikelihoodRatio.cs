namespace BlindVla.Evaluation;

/// <summary>
/// How much better "the sides are alike" explains pairs than "the candidate is worse by just the margin", each with the share of
/// discordant pairs that suits it best (Tango's quadratic). It grows with every pair that is won and falls with every pair that is lost.
/// </summary>
/// <param name="Value">The natural logarithm of the ratio of the two likelihoods.</param>
/// <param name="Information">The margin squared over the variance of the difference at the margin: how far the value is expected to go,
/// times two.</param>
internal readonly record struct LikelihoodRatio(double Value, double Information)
{
    /// <param name="pairs">At least one; need not be a whole number, nor the others.</param>
    /// <param name="won">Pairs of which only the candidate succeeded.</param>
    /// <param name="lost">Pairs of which only the baseline succeeded.</param>
    /// <param name="margin">Above 0, at most 1.</param>
    public static LikelihoodRatio Of(double pairs, double won, double lost, double margin)
    {
        var ties = Math.Max(0, pairs - won - lost);
        var alike = (won + lost) / (2 * pairs);
        var worse = LostRate(pairs, won, lost, margin);
        var value =
            Times(won + lost, alike)
            + Times(ties, 1 - (2 * alike))
            - Times(won, worse - margin)
            - Times(lost, worse)
            - Times(ties, 1 - (2 * worse) + margin);
        return new(value, pairs * margin * margin / ((2 * worse) - margin - (margin * margin)));
    }

    /// <summary>The likeliest share of lost pairs, if it is that of won pairs and the margin.</summary>
    private static double LostRate(double pairs, double won, double lost, double margin)
    {
        var b = won + lost + (margin * ((2 * pairs) - won + lost));
        var root = Math.Sqrt(Math.Max(0, (b * b) - (8 * pairs * lost * margin * (1 + margin))));
        return Math.Max(margin, (b + root) / (4 * pairs));
    }

    /// <summary>What never happened says nothing, however unlikely it was.</summary>
    private static double Times(double count, double rate) => count <= 0 ? 0 : count * Math.Log(rate);
}
