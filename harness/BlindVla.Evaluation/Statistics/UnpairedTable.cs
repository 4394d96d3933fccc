namespace BlindVla.Evaluation;

/// <summary>Two rates that share nothing, and what they say of their difference, candidate minus baseline.</summary>
/// <param name="CandidateRate">Need not be a whole number of successes, where it is a mean over cells.</param>
/// <param name="CandidateTrials">At least 1.</param>
/// <param name="BaselineRate">Likewise.</param>
/// <param name="BaselineTrials">Likewise.</param>
public readonly record struct UnpairedTable(double CandidateRate, int CandidateTrials, double BaselineRate, int BaselineTrials)
{
    // Means of the same cells in another order.
    private const double Tie = 1e-9;

    /// <summary>Of so many successes.</summary>
    public static UnpairedTable Of(int candidateSuccesses, int candidateTrials, int baselineSuccesses, int baselineTrials) =>
        new((double)candidateSuccesses / candidateTrials, candidateTrials, (double)baselineSuccesses / baselineTrials, baselineTrials);

    /// <summary>Fisher's exact test, two-sided.</summary>
    public double P
    {
        get
        {
            var (candidate, baseline) = Whole(CandidateRate >= BaselineRate);
            return PairedTest.Fisher(candidate, CandidateTrials, baseline, BaselineTrials);
        }
    }

    /// <summary>Fisher's exact test of a drop, one-sided.</summary>
    public double DropP
    {
        get
        {
            var (candidate, baseline) = Whole(isHigher: false);
            return PairedTest.FisherDrop(candidate, CandidateTrials, baseline, BaselineTrials);
        }
    }

    /// <summary>
    /// Miettinen's and Nurminen's, and never surer than if the rate of the other side were known to be the one that was seen: then
    /// Clopper's and Pearson's limits are exact, and near 0 and 1 a score promises more than they do. With 0 in it unless Fisher's test
    /// excludes 0. Its ends with a confidence of 1 - 2 alpha are one-sided bounds at 1 - alpha.
    /// </summary>
    public DifferenceInterval IntervalAt(double confidence = 0.95)
    {
        var score = DifferenceInterval.MiettinenNurminen(this, confidence);
        var (few, many) = Whole(isHigher: true);
        var (some, fewer) = Whole(isHigher: false);
        // Rounded against what each end would exclude.
        var low = Math.Min(
            score.Low,
            Math.Min(
                BinomialInterval.ClopperPearson(few, CandidateTrials, confidence).Low - BaselineRate,
                CandidateRate - BinomialInterval.ClopperPearson(many, BaselineTrials, confidence).High
            )
        );
        var high = Math.Max(
            score.High,
            Math.Max(
                BinomialInterval.ClopperPearson(some, CandidateTrials, confidence).High - BaselineRate,
                CandidateRate - BinomialInterval.ClopperPearson(fewer, BaselineTrials, confidence).Low
            )
        );
        return P <= 1 - confidence ? new(low, high) : new(Math.Min(low, 0), Math.Max(high, 0));
    }

    /// <summary>Whole numbers of successes that say less of a difference than the rates do.</summary>
    /// <param name="isHigher">Whether it is the candidate whose rate is to be lowered, and the baseline's raised.</param>
    private (int Candidate, int Baseline) Whole(bool isHigher)
    {
        var (candidate, baseline) = (CandidateRate * CandidateTrials, BaselineRate * BaselineTrials);
        return isHigher
            ? ((int)Math.Floor(candidate + Tie), (int)Math.Ceiling(baseline - Tie))
            : ((int)Math.Ceiling(candidate - Tie), (int)Math.Floor(baseline + Tie));
    }
}
