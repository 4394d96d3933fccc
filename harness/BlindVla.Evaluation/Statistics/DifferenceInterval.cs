using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace BlindVla.Evaluation;

/// <summary>An interval for the difference of two success rates, candidate minus baseline.</summary>
public readonly record struct DifferenceInterval(double Low, double High)
{
    /// <summary>
    /// The one that stands beside a p: Tango's, with 0 and what lies between in it unless McNemar's exact test excludes 0. Of few
    /// discordant pairs the score is too sure: three lost and none won are beyond its one-sided 95 % bound, though of
    /// equals three discordant pairs are all lost once in eight times.
    /// </summary>
    public static DifferenceInterval OfPairs(PairedCounts counts, SharedScenes shared, double confidence = 0.95) =>
        counts.Pairs == 0
            ? new(-1, 1)
            : OfPairs(
                counts.Pairs / shared.DesignEffect,
                counts.OnlyCandidate / shared.DesignEffect,
                counts.OnlyBaseline / shared.DesignEffect,
                confidence
            );

    /// <summary>The same of so many pairs as need not be whole numbers.</summary>
    /// <param name="won">Pairs of which only the candidate succeeded.</param>
    /// <param name="lost">Pairs of which only the baseline succeeded.</param>
    internal static DifferenceInterval OfPairs(double pairs, double won, double lost, double confidence)
    {
        var tango = Tango(pairs, won, lost, confidence);
        return PairedTest.McNemar(won, lost) <= 1 - confidence ? tango : new(Math.Min(tango.Low, 0), Math.Max(tango.High, 0));
    }

    /// <summary>
    /// Tango's score interval for paired proportions (Tango 1998, Statistics in Medicine 17:891): all differences that the score test at
    /// them does not reject. At a difference of 0 it is McNemar's test. Its ends with a confidence of 1 - 2 alpha are one-sided bounds at 1
    /// - alpha.
    /// </summary>
    public static DifferenceInterval Tango(PairedCounts counts, double confidence = 0.95) =>
        Tango(counts, new SharedScenes(counts.Pairs, 1), confidence);

    /// <summary>The same of pairs that share scenes.</summary>
    public static DifferenceInterval Tango(PairedCounts counts, SharedScenes shared, double confidence = 0.95) =>
        counts.Pairs == 0
            ? new(-1, 1)
            : Tango(
                counts.Pairs / shared.DesignEffect,
                counts.OnlyCandidate / shared.DesignEffect,
                counts.OnlyBaseline / shared.DesignEffect,
                confidence
            );

    /// <summary>The same of so many pairs as need not be whole numbers.</summary>
    /// <param name="won">Pairs of which only the candidate succeeded.</param>
    /// <param name="lost">Pairs of which only the baseline succeeded.</param>
    internal static DifferenceInterval Tango(double pairs, double won, double lost, double confidence)
    {
        var z = StandardNormal.TwoSided(confidence);
        var middle = (won - lost) / pairs;
        double At(double difference) => Score(pairs, won, lost, difference);
        // The score falls as the difference grows: it is above z below the interval and below -z above it.
        return new(At(-1) <= z ? -1 : Cross(At, z, -1, middle), At(1) >= -z ? 1 : Cross(At, -z, middle, 1));
    }

    /// <summary>
    /// The one-sided bound of a gate at 1 - alpha: Tango's, and where nothing was won never surer than the losses alone are, whose number
    /// is binomial (Clopper and Pearson's bound). Of 25 pairs that all end alike the score excludes a drop of 10 points, yet of a candidate
    /// that loses a tenth and wins nothing one such sample in fourteen has no loss.
    /// </summary>
    /// <param name="won">Pairs of which only the candidate succeeded.</param>
    /// <param name="lost">Pairs of which only the baseline succeeded.</param>
    internal static double LowerBound(double pairs, double won, double lost, double alpha)
    {
        var tango = Tango(pairs, won, lost, 1 - (2 * alpha)).Low;
        return OnlyLoses(pairs, won, lost) ? Math.Min(tango, -Beta.InvCDF(lost + 1, pairs - lost, 1 - alpha)) : tango;
    }

    /// <summary>Whether <see cref="LowerBound"/> excludes a drop, without searching for it.</summary>
    internal static bool Excludes(double drop, double pairs, double won, double lost, double alpha) =>
        Score(pairs, won, lost, -drop) > StandardNormal.Quantile(1 - alpha)
        && (!OnlyLoses(pairs, won, lost) || SpecialFunctions.BetaRegularized(pairs - lost, lost + 1, 1 - drop) < alpha);

    // Where everything is lost there is nothing left to bound.
    private static bool OnlyLoses(double pairs, double won, double lost) => won <= 0 && lost < pairs;

    /// <summary>Newcombe's method 10 for paired proportions (Newcombe 1998, Statistics in Medicine 17:2635): two Wilson intervals put
    /// together by squares, with their correlation.</summary>
    public static DifferenceInterval NewcombePaired(PairedCounts counts, double confidence = 0.95)
    {
        var n = counts.Pairs;
        var (c, b) = (
            BinomialInterval.Wilson(counts.CandidateSuccesses, n, confidence),
            BinomialInterval.Wilson(counts.BaselineSuccesses, n, confidence)
        );
        var (pc, pb) = ((double)counts.CandidateSuccesses / n, (double)counts.BaselineSuccesses / n);
        var phi = Correlation(counts);
        double Part(double first, double second) =>
            Math.Sqrt(Math.Max(0, (first * first) - (2 * phi * first * second) + (second * second)));
        var difference = pc - pb;
        return new(difference - Part(pc - c.Low, b.High - pb), difference + Part(c.High - pc, pb - b.Low));
    }

    /// <summary>
    /// The score interval of Miettinen and Nurminen (1985, Statistics in Medicine 4:213) for independent proportions: all differences that
    /// the score test at them does not reject, which at a margin is the test of Farrington and Manning (1990, Statistics in Medicine
    /// 9:1447) for non-inferiority but for a factor N/(N-1) of the variance. Its ends with a confidence of 1 - 2 alpha are one-sided bounds
    /// at 1 - alpha.
    /// </summary>
    public static DifferenceInterval MiettinenNurminen(UnpairedTable table, double confidence = 0.95)
    {
        var z = StandardNormal.TwoSided(confidence);
        var middle = table.CandidateRate - table.BaselineRate;
        double At(double difference) => Score(table, difference);
        return new(At(-1) <= z ? -1 : Cross(At, z, -1, middle), At(1) >= -z ? 1 : Cross(At, -z, middle, 1));
    }

    /// <summary>The score statistic of a hypothetical difference between rates that share nothing.</summary>
    private static double Score(UnpairedTable table, double d)
    {
        var (pc, n, pb, m) = (table.CandidateRate, (double)table.CandidateTrials, table.BaselineRate, (double)table.BaselineTrials);
        // The candidate's maximum-likelihood rate, given the difference: the root of a cubic, by Farrington and Manning's appendix.
        var ratio = m / n;
        var a = 1 + ratio;
        var b = -(1 + ratio + pc + (ratio * pb) + (d * (ratio + 2)));
        var c = (d * d) + (d * ((2 * pc) + ratio + 1)) + pc + (ratio * pb);
        var third = b / (3 * a);
        var v = (third * third * third) - (b * c / (6 * a * a)) - (pc * d * (1 + d) / (2 * a));
        var u = Math.CopySign(Math.Sqrt(Math.Max(0, (third * third) - (c / (3 * a)))), v);
        var w = u == 0 ? 0 : (Math.PI + Math.Acos(Math.Clamp(v / (u * u * u), -1, 1))) / 3;
        var candidate = Math.Clamp((2 * u * Math.Cos(w)) - third, Math.Max(0, d), Math.Min(1, 1 + d));
        var baseline = candidate - d;
        var variance = ((candidate * (1 - candidate) / n) + (baseline * (1 - baseline) / m)) * (n + m) / (n + m - 1);
        return Studentised(pc - pb - d, variance);
    }

    /// <summary>The score statistic of a hypothetical difference.</summary>
    internal static double Score(double n, double b, double c, double d)
    {
        // The maximum-likelihood rate of pairs that only the baseline wins, given the difference.
        var (qa, qb, qc) = (2 * n, -(b + c) + (((2 * n) - b + c) * d), -c * d * (1 - d));
        var q = (Math.Sqrt(Math.Max(0, (qb * qb) - (4 * qa * qc))) - qb) / (2 * qa);
        var variance = n * ((2 * q) + (d * (1 - d)));
        var distance = b - c - (n * d);
        return Studentised(distance, variance);
    }

    private static double Studentised(double distance, double variance) =>
        variance > 0 ? distance / Math.Sqrt(variance)
        : distance == 0 ? 0
        : Math.Sign(distance) * double.PositiveInfinity;

    private static double Cross(Func<double, double> score, double level, double low, double high)
    {
        // Far past what a double can tell apart between -1 and 1.
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = score(middle) > level ? (middle, high) : (low, middle);
        }
        return (low + high) / 2;
    }

    /// <summary>Newcombe's phi, with its continuity correction.</summary>
    private static double Correlation(PairedCounts counts)
    {
        double a = counts.Both,
            b = counts.OnlyCandidate,
            c = counts.OnlyBaseline,
            d = counts.Neither;
        var product = (a + b) * (c + d) * (a + c) * (b + d);
        if (product == 0)
        {
            return 0;
        }
        var determinant = (a * d) - (b * c);
        return (determinant > 0 ? Math.Max(determinant - ((a + b + c + d) / 2), 0) : determinant) / Math.Sqrt(product);
    }
}
