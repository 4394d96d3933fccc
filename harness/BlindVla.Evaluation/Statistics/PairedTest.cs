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
        var table = Tables(candidateSuccesses, candidateTrials, baselineSuccesses, baselineTrials);
        const double Tie = 1e-7; // relative; the same table in another order of summation
        var (seen, mode) = (table.ProbabilityLn(candidateSuccesses) + Tie, Mode(table));
        if (table.ProbabilityLn(mode) <= seen)
        {
            return 1;
        }
        // Tables become likelier as far as the mode, and behind it less likely.
        var (likely, unlikely) = (mode, candidateSuccesses < mode ? table.Maximum + 1 : table.Minimum - 1);
        while (Math.Abs(unlikely - likely) > 1)
        {
            var middle = (likely + unlikely) / 2;
            (likely, unlikely) = table.ProbabilityLn(middle) <= seen ? (likely, middle) : (middle, unlikely);
        }
        return Math.Min(
            1,
            Tail(table, Math.Min(candidateSuccesses, unlikely), step: -1) + Tail(table, Math.Max(candidateSuccesses, unlikely), step: 1)
        );
    }

    /// <summary>Fisher's exact test of the candidate being worse.</summary>
    public static double FisherDrop(int candidateSuccesses, int candidateTrials, int baselineSuccesses, int baselineTrials)
    {
        var table = Tables(candidateSuccesses, candidateTrials, baselineSuccesses, baselineTrials);
        return candidateSuccesses <= Mode(table)
            ? Math.Min(1, Tail(table, candidateSuccesses, step: -1))
            : 1 - Tail(table, candidateSuccesses + 1, step: 1);
    }

    /// <summary>Of how many of all successes are the candidate's, if both sides are alike.</summary>
    private static Hypergeometric Tables(int candidateSuccesses, int candidateTrials, int baselineSuccesses, int baselineTrials) =>
        new(candidateTrials + baselineTrials, candidateSuccesses + baselineSuccesses, candidateTrials);

    // The library's own is of whole numbers of 32 bits.
    private static int Mode(Hypergeometric table) => (int)((table.Draws + 1L) * (table.Success + 1L) / (table.Population + 2L));

    /// <summary>The chance of a number and of all beyond it, away from the mode, as far as they matter.</summary>
    private static double Tail(Hypergeometric table, int from, int step)
    {
        const double Negligible = 1e-17; // relative
        var sum = 0.0;
        for (var k = from; k >= table.Minimum && k <= table.Maximum; k += step)
        {
            var chance = Math.Exp(table.ProbabilityLn(k));
            sum += chance;
            if (chance <= sum * Negligible)
            {
                break;
            }
        }
        return sum;
    }

    private static double Tail(int atMost, int n) => n == 0 ? 1 : Binomial.CDF(0.5, n, atMost);

    private static double Chance(int k, int n) => Binomial.PMF(0.5, n, k);
}
