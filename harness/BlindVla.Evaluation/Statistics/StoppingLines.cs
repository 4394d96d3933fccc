namespace BlindVla.Evaluation;

/// <summary>
/// Where a likelihood ratio that is looked at again and again decides: at once where it reaches <paramref name="Early"/>, and at the end of
/// the information that was planned already where it reaches <paramref name="Late"/>. Two straight lines, closed at their end, as in Wald's
/// test with a longest sample (Anderson 1960, Annals of Mathematical Statistics 31:165).
/// </summary>
/// <param name="Early">While it runs.</param>
/// <param name="Late">At its end; at most <paramref name="Early"/>.</param>
internal readonly record struct StoppingLines(double Early, double Late)
{
    // How alpha is spent: with the first line alone a ratio errs in exp(-Early) of all cases. What is left to 1 is what estimated variances
    // and discrete pairs cost; results/calibration shows that it suffices.
    private const double ShareEarly = 0.8;
    private const double ShareSpent = 0.9;

    /// <param name="alpha">Chance of a wrong decision.</param>
    /// <param name="information">At which the test ends.</param>
    public static StoppingLines Of(double alpha, double information)
    {
        var early = -Math.Log(ShareEarly * alpha);
        var (low, high) = (-early, early);
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Errors(early, middle, information) > ShareSpent * alpha ? (middle, high) : (low, middle);
        }
        return new(early, Math.Max(0, high));
    }

    /// <summary>The chance that a Brownian motion with a drift of -1/2, which is what the logarithm of the ratio becomes where it is wrong,
    /// reaches the early line, or the late one at the end.</summary>
    private static double Errors(double early, double late, double information)
    {
        var deviation = Math.Sqrt(information);
        return StandardNormal.Below((-late - (information / 2)) / deviation)
            + (Math.Exp(-early) * StandardNormal.Below((late - (2 * early) + (information / 2)) / deviation));
    }
}
