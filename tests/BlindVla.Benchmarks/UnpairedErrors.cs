using BlindVla.Evaluation;
using MathNet.Numerics.Distributions;

namespace BlindVla.Benchmarks;

/// <summary>How often a gate errs about sides that are not paired, by counting every table of so many episodes.</summary>
internal sealed class UnpairedErrors(int baselineTrials, int candidateTrials, double alpha)
{
    /// <summary>Rates at which it is counted: steps of half a point.</summary>
    private const int Steps = 200;

    /// <summary>The worst over all rates, for each margin: sizes, margin, share of wrong passes and where, share of wrong regressions and
    /// where.</summary>
    public IEnumerable<IReadOnlyList<object?>> Rows(IEnumerable<double> margins)
    {
        // Of so many of the candidate's successes the fewest of the baseline's that are a drop, and the most that pass: both are monotone.
        var drops = Enumerable
            .Range(0, candidateTrials + 1)
            .Select(candidate => First(baseline => Table(candidate, baseline).DropP <= alpha))
            .ToArray();
        var (regression, rate) = Worst(0, drops, (cumulative, first) => 1 - cumulative[first]);
        foreach (var margin in margins)
        {
            var passes = Enumerable
                .Range(0, candidateTrials + 1)
                .Select(candidate => First(baseline => Table(candidate, baseline).IntervalAt(1 - (2 * alpha)).Low <= -margin))
                .ToArray();
            var (pass, at) = Worst(margin, passes, (cumulative, first) => cumulative[first]);
            yield return [baselineTrials, candidateTrials, margin, pass, at, regression, rate];
        }
    }

    private UnpairedTable Table(int candidate, int baseline) => UnpairedTable.Of(candidate, candidateTrials, baseline, baselineTrials);

    /// <summary>The least number of the baseline's successes for which something holds, which then holds for all above; one too many for
    /// none.</summary>
    private int First(Func<int, bool> holds)
    {
        var (low, high) = (-1, baselineTrials + 1);
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            (low, high) = holds(middle) ? (low, middle) : (middle, high);
        }
        return high;
    }

    /// <param name="share">Of the chances of fewer successes of the baseline than each number, and the first that something holds
    /// for.</param>
    private (double Share, double Rate) Worst(double margin, int[] first, Func<double[], int, double> share) =>
        Enumerable
            .Range(0, Steps + 1)
            .Select(step => margin + ((1 - margin) * step / Steps))
            .Select(rate =>
            {
                var fewer = new double[baselineTrials + 2];
                for (var k = 0; k <= baselineTrials; k++)
                    fewer[k + 1] = fewer[k] + Binomial.PMF(rate, baselineTrials, k);
                var candidate = Math.Clamp(rate - margin, 0, 1);
                return (
                    Share: Enumerable
                        .Range(0, candidateTrials + 1)
                        .Sum(k => Binomial.PMF(candidate, candidateTrials, k) * share(fewer, first[k])),
                    Rate: rate
                );
            })
            .MaxBy(worst => worst.Share);
}
