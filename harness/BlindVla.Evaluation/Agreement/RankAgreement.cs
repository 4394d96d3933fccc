using MathNet.Numerics.Statistics;

namespace BlindVla.Evaluation;

/// <summary>How far two lists of rates, of the same things, agree on their order.</summary>
internal static class RankAgreement
{
    /// <summary>Null where all of one list are the same.</summary>
    public static double? Pearson(IReadOnlyList<double> simulated, IReadOnlyList<double> real) =>
        Defined(Correlation.Pearson(simulated, real));

    /// <summary>Pearson's correlation of the ranks, ties having the mean of theirs; null where all of one list are the same.</summary>
    public static double? Spearman(IReadOnlyList<double> simulated, IReadOnlyList<double> real) =>
        Defined(Correlation.Spearman(simulated, real));

    /// <summary>
    /// SimplerEnv's mean maximum rank violation (arXiv 2405.05941, equation 2, and its <c>mean_maximum_rank_violation</c>): for each thing
    /// the largest difference in reality to another one that simulation does not rank as reality does, and of these the mean.
    /// </summary>
    public static double MeanMaximumViolation(IReadOnlyList<double> simulated, IReadOnlyList<double> real)
    {
        var sum = 0.0;
        for (var i = 0; i < real.Count; i++)
        {
            var worst = 0.0;
            for (var j = 0; j < real.Count; j++)
            {
                if (simulated[i] > simulated[j] != real[i] > real[j])
                    worst = Math.Max(worst, Math.Abs(real[i] - real[j]));
            }
            sum += worst;
        }
        return sum / real.Count;
    }

    private static double? Defined(double value) => double.IsNaN(value) ? null : value;
}
