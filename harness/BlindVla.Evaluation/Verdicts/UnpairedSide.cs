using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>What one of two sides came to that cannot be paired: each cell weighs the same, as in pairs.</summary>
/// <param name="Successes">In all cells.</param>
/// <param name="Mean">Of the cells' rates.</param>
/// <param name="Sizes">Trials of each cell; at least one cell.</param>
internal sealed record UnpairedSide(int Successes, double Mean, ImmutableArray<int> Sizes)
{
    public int Trials => Sizes.Sum();

    public bool IsWeighed => Sizes.Distinct().Count() > 1;

    /// <summary>With Wilson's interval.</summary>
    public Rate Rate
    {
        get
        {
            var interval = BinomialInterval.Wilson(Mean, Worth(least: 0), 0.95);
            return new(Successes, Mean, interval.Low, interval.High);
        }
    }

    /// <summary>As many trials as if each cell had as many as the smallest. A mean over cells scatters less than a rate of so many
    /// trials of one cell would, however much the cells differ.</summary>
    /// <param name="least">That each cell has at least.</param>
    public int Worth(int least) => Sizes.Length * Math.Max(least, Sizes.Min());

    /// <returns>Null without trials.</returns>
    public static UnpairedSide? Of(IEnumerable<(Condition Cell, bool Succeeded)> trials)
    {
        // Sums of doubles depend on their order, and that of a ledger's rows means nothing.
        var cells = trials
            .GroupBy(trial => trial.Cell)
            .Select(cell => (Successes: cell.Count(trial => trial.Succeeded), Trials: cell.Count()))
            .Order()
            .ToList();
        return cells.Count == 0
            ? null
            : new(
                cells.Sum(cell => cell.Successes),
                cells.Average(cell => (double)cell.Successes / cell.Trials),
                [.. cells.Select(cell => cell.Trials)]
            );
    }
}
