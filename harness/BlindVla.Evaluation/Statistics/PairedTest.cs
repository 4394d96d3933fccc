using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace BlindVla.Evaluation;

/// <summary>Whether two policies differ at all.</summary>
public static class PairedTest
{
    /// <summary>Fewer discordant pairs than this cannot reach p below 0.05, whichever way they fall.</summary>
    public const int FewestDiscordant = 6;

    /// <summary>McNemar's test, exact and two-sided: of the discordant pairs each goes either way with even chances.</summary>
    public static double McNemar(PairedCounts counts) =>
        Math.Min(1, 2 * Tail(Math.Min(counts.OnlyCandidate, counts.OnlyBaseline), counts.Discordant));

    /// <summary>The same of so many pairs as need not be whole numbers: the binomial tail as an incomplete beta function.</summary>
    internal static double McNemar(double won, double lost) =>
        won + lost <= 0 ? 1 : Math.Min(1, 2 * SpecialFunctions.BetaRegularized(Math.Max(won, lost), Math.Min(won, lost) + 1, 0.5));

    /// <summary>The same of pairs that share scenes.</summary>
    public static double McNemar(PairedCounts counts, SharedScenes shared) =>
        shared.DesignEffect == 1
            ? McNemar(counts)
            : McNemar(counts.OnlyCandidate / shared.DesignEffect, counts.OnlyBaseline / shared.DesignEffect);

    /// <summary>The same with half the chance of what was seen (mid-p; Fagerland, Lydersen and Laake 2013): less strict, nearer to the
    /// stated level.</summary>
    public static double McNemarMidP(PairedCounts counts)
    {
        var asSeen = Chance(counts.OnlyCandidate, counts.Discordant) * (counts.OnlyCandidate == counts.OnlyBaseline ? 1 : 2);
        return McNemar(counts) - (asSeen / 2);
    }

    /// <summary>McNemar's test, exact, of the candidate being worse.</summary>
    public static double McNemarDrop(PairedCounts counts) => Tail(counts.OnlyCandidate, counts.Discordant);

    /// <summary>The same of pairs that share scenes.</summary>
    public static double McNemarDrop(PairedCounts counts, SharedScenes shared) =>
        counts.OnlyBaseline == 0 ? 1
        : shared.DesignEffect == 1 ? McNemarDrop(counts)
        : McNemarDrop(counts.OnlyCandidate / shared.DesignEffect, counts.OnlyBaseline / shared.DesignEffect);

    /// <summary>The same of so many pairs as need not be whole numbers.</summary>
    internal static double McNemarDrop(double won, double lost) => lost <= 0 ? 1 : SpecialFunctions.BetaRegularized(lost, won + 1, 0.5);

    /// <summary>Fisher's exact test, two-sided, for sides that cannot be paired: all tables as unlikely as the one seen, or more.</summary>
    public static double Fisher(int candidateSuccesses, int candidateTrials, int baselineSuccesses, int baselineTrials)
    {
        var table = new Hypergeometric(candidateTrials + baselineTrials, candidateSuccesses + baselineSuccesses, candidateTrials);
        var seen = table.ProbabilityLn(candidateSuccesses);
        const double Tie = 1e-7; // relative; the same table in another order of summation
        return Math.Min(
            1,
            Enumerable
                .Range(0, candidateTrials + 1)
                .Where(k => k <= candidateSuccesses + baselineSuccesses && candidateSuccesses + baselineSuccesses - k <= baselineTrials)
                .Select(table.ProbabilityLn)
                .Where(chance => chance <= seen + Tie)
                .Sum(Math.Exp)
        );
    }

    private static double Tail(int atMost, int n) => n == 0 ? 1 : Binomial.CDF(0.5, n, atMost);

    private static double Chance(int k, int n) => Binomial.PMF(0.5, n, k);
}
