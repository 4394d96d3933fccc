namespace BlindVla.Evaluation;

/// <param name="Successes">k.</param>
/// <param name="Value">k/n; null when n is 0.</param>
/// <param name="Low">Wilson 95 %.</param>
/// <param name="High">Wilson 95 %.</param>
public sealed record Rate(int Successes, double? Value, double Low, double High)
{
    public static Rate Of(int successes, int trials)
    {
        var interval = BinomialInterval.Wilson(successes, trials);
        return new(successes, trials == 0 ? null : (double)successes / trials, interval.Low, interval.High);
    }

    /// <summary>The mean of cells of different size, each with the same weight.</summary>
    internal static Rate Of(int successes, ClusteredMean mean)
    {
        var interval = mean.RateInterval();
        return new(successes, mean.Mean, interval.Low, interval.High);
    }

    /// <summary>Of trials that ended, by each one's own success rule; the interval takes scenes that they share into account.</summary>
    public static Rate OfFinished(IEnumerable<TrialRecord> trials) => Of(trials.Select(trial => (trial.SceneKey, trial.Succeeded())));

    /// <summary>Of trials that may share scenes; the interval takes it into account.</summary>
    internal static Rate Of(IEnumerable<(string Scene, bool Succeeded)> trials)
    {
        var outcomes = trials.Select(trial => (trial.Scene, trial.Succeeded ? 1 : 0)).ToList();
        var (successes, effect) = (outcomes.Sum(outcome => outcome.Item2), SharedScenes.Of(outcomes).DesignEffect);
        if (outcomes.Count == 0 || effect == 1)
        {
            return Of(successes, outcomes.Count);
        }
        var rate = (double)successes / outcomes.Count;
        var interval = BinomialInterval.Wilson(rate, outcomes.Count / effect, 0.95);
        return new(successes, rate, interval.Low, interval.High);
    }
}
