namespace BlindVla.Evaluation;

/// <summary>
/// A mean over outcomes that share scenes: the same scene under several checkpoints or in several environments is not as good as several
/// scenes. What comes of it is how many outcomes that share nothing would say as much (the design effect: Rao and Scott 1992, Biometrics
/// 48:577; Durkalski et al. 2003, Statistics in Medicine 22:2417), and the intervals for such outcomes take that number. Strata of
/// different size are worth no more than if each had as many outcomes as the smallest: what one outcome of that one moves, nothing
/// elsewhere makes up for, and how its outcomes scatter is not seen where it has few.
/// </summary>
/// <param name="Mean">Of the means of the strata, all of the same weight.</param>
/// <param name="Won">Share of outcomes of 1.</param>
/// <param name="Lost">Share of outcomes of -1.</param>
/// <param name="Outcomes">How many there are.</param>
/// <param name="Scenes">How many scenes they share.</param>
/// <param name="WholeScenes">As many scenes as would weigh no less each than the heaviest does.</param>
/// <param name="EffectiveOutcomes">How many that share nothing would say as much; at most <paramref name="Outcomes"/>.</param>
internal sealed record ClusteredMean(
    double Mean,
    double Won,
    double Lost,
    int Outcomes,
    int Scenes,
    double WholeScenes,
    double EffectiveOutcomes
)
{
    /// <param name="outcomes">At least one; a scene at most once in a stratum. Their order does not matter.</param>
    public static ClusteredMean Of(IEnumerable<SceneOutcome> outcomes)
    {
        // Sums of doubles depend on their order, and that of a ledger's rows means nothing.
        var all = outcomes
            .OrderBy(outcome => outcome.Stratum, StringComparer.Ordinal)
            .ThenBy(outcome => outcome.Scene, StringComparer.Ordinal)
            .ToList();
        var strata = all.GroupBy(outcome => outcome.Stratum).ToDictionary(stratum => stratum.Key, stratum => stratum.ToList());
        var means = strata.ToDictionary(stratum => stratum.Key, stratum => stratum.Value.Average(outcome => outcome.Value));
        double Share(int value) =>
            strata.Values.Average(stratum => (double)stratum.Count(outcome => outcome.Value == value) / stratum.Count);
        // Of an outcome, in the mean.
        double Weight(SceneOutcome outcome) => 1 / ((double)strata.Count * strata[outcome.Stratum].Count);
        var scenes = all.GroupBy(outcome => outcome.Scene)
            .Select(scene => (Weight: scene.Sum(Weight), Residual: scene.Sum(o => (o.Value - means[o.Stratum]) * Weight(o))))
            .ToList();
        var (mean, won, lost) = (means.Values.Average(), Share(1), Share(-1));
        var whole = 1 / scenes.Max(scene => scene.Weight);
        return new(mean, won, lost, all.Count, scenes.Count, whole, Effective());

        double Effective()
        {
            if (scenes.Count < 2)
            {
                return scenes.Count;
            }
            // As many as would weigh no less each than the heaviest does.
            var n = 1 / all.Max(Weight);
            var alone = n * n / (n - 1) * (won + lost - (mean * mean));
            var squares = n * n * scenes.Sum(scene => scene.Residual * scene.Residual);
            var fourths = Math.Pow(n, 4) * scenes.Sum(scene => Math.Pow(scene.Residual, 4));
            var most = n * scenes.Sum(scene => scene.Weight * scene.Weight);
            return n / SharedScenes.Effect(n, whole, alone, squares, fourths, most);
        }
    }

    /// <summary>Wilson's interval, for outcomes of 0 and 1.</summary>
    public BinomialInterval RateInterval() => BinomialInterval.Wilson(Won, EffectiveOutcomes, 0.95);

    /// <summary>For pairs that were won (1), lost (-1) or neither (0).</summary>
    public DifferenceInterval DifferenceInterval() =>
        Evaluation.DifferenceInterval.OfPairs(EffectiveOutcomes, EffectiveOutcomes * Won, EffectiveOutcomes * Lost, 0.95);

    /// <summary>McNemar's test, two-sided, for the same.</summary>
    public double McNemar() => PairedTest.McNemar(EffectiveOutcomes * Won, EffectiveOutcomes * Lost);
}
