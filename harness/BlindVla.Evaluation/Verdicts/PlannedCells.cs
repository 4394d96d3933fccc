using System.Collections.Immutable;
using BlindVla.Core;
using MathNet.Numerics.LinearAlgebra;

namespace BlindVla.Evaluation;

/// <summary>Numbers of pairs of a gate's cells, and what they give its claims.</summary>
internal sealed class PlannedCells
{
    // Of gates that are drawn for the power of all claims together; its standard error is a third of a percentage point.
    private const int Draws = 20_000;

    // Below a number of pairs that suffices: among many pairs the ups and downs of power are nothing.
    private const int MostSteps = 40;

    // Where cells agree entirely their covariance has no factor.
    private const double MostCorrelation = 0.99;

    private readonly GateRules _rules;
    private readonly Condition[] _cells;
    private readonly double[] _discordance;
    private readonly double _correlation;
    private readonly int[][] _claims;

    /// <param name="pairs">Of each cell; null for none yet.</param>
    public PlannedCells(GateRules rules, ConditionSet conditions, PlanBasis basis, int[]? pairs = null)
    {
        _rules = rules;
        _cells = [.. conditions.All];
        _discordance = [.. _cells.Select(basis.Of)];
        _correlation = Math.Min(basis.Correlation, MostCorrelation);
        _claims =
        [
            .. rules.Claims.Select(claim =>
                _cells.Index().Where(cell => conditions.NamesOf(cell.Item).Contains(claim.Scope)).Select(cell => cell.Index).ToArray()
            ),
        ];
        Pairs = pairs ?? new int[_cells.Length];
    }

    /// <summary>Of each cell.</summary>
    public int[] Pairs { get; }

    public IReadOnlyList<Condition> Cells => _cells;

    public int CellsOf(int claim) => _claims[claim].Length;

    public int PairsOf(int claim) => _claims[claim].Sum(cell => Pairs[cell]);

    /// <summary>Gives every claim this power, with as few pairs as do: first the claims about few cells, whose pairs then count for the
    /// wider ones; and those raise the cells that have the fewest, which helps most.</summary>
    /// <exception cref="RunException">That takes more pairs of a cell than anybody runs.</exception>
    public void Fill(double power)
    {
        Array.Fill(Pairs, 1);
        foreach (var claim in Enumerable.Range(0, _claims.Length).OrderBy(claim => _claims[claim].Length))
        {
            var before = Pairs.ToArray();
            void Raise(int least)
            {
                foreach (var cell in _claims[claim])
                {
                    Pairs[cell] = Math.Max(before[cell], least);
                }
            }
            bool Suffices(int least)
            {
                Raise(least);
                return PowerOf(claim) >= power;
            }
            // Of cells that share scenes the gate has to see, too, how far they agree.
            var fewest = _claims[claim].Length == 1 ? 1 : FewestScenes(_rules.Claims[claim].Margin);
            if (Suffices(fewest))
            {
                continue;
            }
            var (low, high) = (fewest, 2 * fewest);
            while (!Suffices(high))
            {
                if (high == Condition.MostEpisodes)
                {
                    throw new RunException(
                        RunFault.Refused,
                        $"gate {_rules.Name}: '{_rules.Claims[claim].Scope}' needs more than the {high} episodes that a cell of a run may "
                            + "have; its margin is too small for so many discordant pairs"
                    );
                }
                (low, high) = (high, Math.Min(2 * high, Condition.MostEpisodes));
            }
            while (high - low > 1)
            {
                var middle = (low + high) / 2;
                (low, high) = Suffices(middle) ? (low, middle) : (middle, high);
            }
            // Power goes up and down a little with every pair: there may be fewer that suffice, too.
            for (var fewer = Math.Max(fewest, high - Math.Min(high / 4, MostSteps)); fewer < high; fewer++)
            {
                if (Suffices(fewer))
                {
                    high = fewer;
                }
            }
            Raise(high);
        }
    }

    private int FewestScenes(double margin) => Math.Max(SharedScenes.Fewest, (int)Math.Ceiling(SharedScenes.ToSee(margin, _rules.Alpha)));

    /// <summary>The chance that a claim passes, by counting.</summary>
    public double PowerOf(int claim)
    {
        var discordance = _claims[claim].Average(cell => _discordance[cell]);
        return PairPower.OfAPass(Math.Max(1, (int)Worth(claim, discordance)), _rules.Claims[claim].Margin, discordance, _rules.Alpha);
    }

    /// <summary>The chance that all pass. Claims about the same cells, and cells of the same scenes, go together: as normal variables with
    /// the correlations of their differences do, each of which passes as often as is counted.</summary>
    public double JointPower()
    {
        // Draws have an error, bounds have none: no correlation is negative, so that all pass no less often than if they shared nothing
        // (Slepian), and no more often than each. One claim has just its own power.
        var each = Enumerable.Range(0, _claims.Length).Select(PowerOf).ToArray();
        return Math.Clamp(DrawnPower(each), each.Aggregate((all, power) => all * power), each.Min());
    }

    /// <param name="each">The chance of each claim.</param>
    private double DrawnPower(double[] each)
    {
        var factor = Covariance().Cholesky().Factor;
        var weights = _claims.Select(Weights).ToList();
        var (thresholds, random) = (new double[_claims.Length], KeyedRandom.Create(1, "gate-plan"));
        for (var claim = 0; claim < thresholds.Length; claim++)
        {
            thresholds[claim] = -StandardNormal.Quantile(each[claim]) * weights[claim].L2Norm();
        }
        var (passes, draw) = (0, Vector<double>.Build.Dense(_cells.Length));
        for (var i = 0; i < Draws; i++)
        {
            for (var cell = 0; cell < _cells.Length; cell++)
            {
                draw[cell] = random.NextNormal();
            }
            var all = true;
            for (var claim = 0; all && claim < thresholds.Length; claim++)
            {
                all = weights[claim].DotProduct(draw) > thresholds[claim];
            }
            passes += all ? 1 : 0;
        }
        return (double)passes / Draws;

        // Of independent draws, for the mean over the claim's cells.
        Vector<double> Weights(int[] cells)
        {
            var mean = Vector<double>.Build.Dense(_cells.Length);
            foreach (var cell in cells)
            {
                mean[cell] = 1.0 / cells.Length;
            }
            return factor.TransposeThisAndMultiply(mean);
        }
    }

    /// <summary>Of the cells' differences, of which two have the scenes in common that the smaller one has.</summary>
    private Matrix<double> Covariance() =>
        Matrix<double>.Build.Dense(_cells.Length, _cells.Length, (one, other) => Covariance(one, other) + (one == other ? 1e-12 : 0));

    private double Covariance(int one, int other)
    {
        var variance = Math.Sqrt(Variance(one) * Variance(other)) / Math.Max(Pairs[one], Pairs[other]);
        return one == other ? variance
            : _cells[one].Task == _cells[other].Task ? _correlation * variance
            : 0;

        // Where no pair is discordant all are alike, and only the numbers of pairs count.
        double Variance(int cell) => Math.Max(_discordance[cell], 1e-9);
    }

    /// <summary>As how many pairs that share nothing a claim's pairs count: as in <see cref="ClusteredMean"/>.</summary>
    private double Worth(int claim, double discordance) =>
        new CellSizes([
            .. _claims[claim].GroupBy(cell => _cells[cell].Task).Select(task => task.Select(cell => Pairs[cell]).ToImmutableArray()),
        ]).Worth(discordance, _correlation);
}
