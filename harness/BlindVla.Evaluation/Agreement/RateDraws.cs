using BlindVla.Core;
using MathNet.Numerics.Statistics;

namespace BlindVla.Evaluation;

/// <summary>
/// Rates of things in two worlds, and what they could have been in other scenes: Rubin's Bayesian bootstrap (1981, Annals of Statistics
/// 9:130), in which every scene gets an exponential weight. A scene has one weight in all that was run in it, and in both worlds where
/// these are paired, so that what it does to several rates at once stays together.
/// </summary>
internal sealed class RateDraws
{
    private const int Draws = 4000;

    /// <summary>Share of draws that may define nothing.</summary>
    private const double MostUndefined = 0.01;

    /// <summary>Rates that differ by less are the same, summed in another order.</summary>
    private const int Digits = 12;

    /// <summary>Scenes of which others cannot be drawn.</summary>
    private const int FewestScenes = 10;

    private readonly int _scenes;
    private readonly List<(double[] Simulated, double[] Real)> _drawn = [];

    /// <param name="points">The cells of each; a point's rate is the mean of theirs.</param>
    /// <param name="paired">Scenes of one name are one scene.</param>
    public RateDraws(List<PolicyCell>[] points, List<TrialRecord> simulated, List<TrialRecord> real, bool paired)
    {
        string SceneOf(TrialRecord trial, bool isReal) => paired || !isReal ? trial.SceneKey : $"real {trial.SceneKey}";
        // In an order of their own: that of a ledger's rows means nothing.
        var scenes = simulated
            .Select(trial => SceneOf(trial, false))
            .Union(real.Select(trial => SceneOf(trial, true)))
            .Order(StringComparer.Ordinal)
            .Index()
            .ToDictionary(scene => scene.Item, scene => scene.Index);
        _scenes = scenes.Count;
        var left = Outcomes(points, simulated, trial => scenes[SceneOf(trial, false)]);
        var right = Outcomes(points, real, trial => scenes[SceneOf(trial, true)]);
        var weights = new double[scenes.Count];
        Array.Fill(weights, 1);
        (Simulated, Real) = (Rates(left, weights), Rates(right, weights));
        var random = KeyedRandom.Create(0, "agreement");
        for (var draw = 0; draw < Draws; draw++)
        {
            for (var scene = 0; scene < weights.Length; scene++)
                weights[scene] = -Math.Log(1 - random.NextDouble());
            _drawn.Add((Rates(left, weights), Rates(right, weights)));
        }
    }

    public double[] Simulated { get; }

    public double[] Real { get; }

    public AgreementMeasure Measure(Func<double[], double[], double?> measure)
    {
        var values = _drawn.Select(rates => measure(rates.Simulated, rates.Real)).OfType<double>().ToList();
        return new(
            measure(Simulated, Real),
            _scenes >= FewestScenes && values.Count >= Draws * (1 - MostUndefined)
                ? new(values.Quantile(0.025), values.Quantile(0.975))
                : null
        );
    }

    /// <summary>Of each point, of each of its cells: in which scene, and whether it succeeded.</summary>
    private static (int Scene, bool Succeeded)[][][] Outcomes(
        List<PolicyCell>[] points,
        List<TrialRecord> trials,
        Func<TrialRecord, int> sceneOf
    )
    {
        var byCell = trials.ToLookup(PolicyCell.Of, trial => (Scene: sceneOf(trial), Succeeded: trial.Succeeded()));
        return [.. points.Select(cells => cells.Select(cell => byCell[cell].OrderBy(outcome => outcome.Scene).ToArray()).ToArray())];
    }

    private static double[] Rates((int Scene, bool Succeeded)[][][] points, double[] weights)
    {
        var rates = new double[points.Length];
        foreach (var (point, cells) in points.Index())
        {
            foreach (var outcomes in cells)
            {
                var (all, succeeded) = (0.0, 0.0);
                foreach (var outcome in outcomes)
                {
                    all += weights[outcome.Scene];
                    succeeded += outcome.Succeeded ? weights[outcome.Scene] : 0;
                }
                rates[point] += succeeded / all / cells.Length;
            }
            rates[point] = Math.Round(rates[point], Digits);
        }
        return rates;
    }
}
