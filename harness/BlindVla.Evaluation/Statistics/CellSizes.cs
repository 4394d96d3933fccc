using System.Collections.Immutable;

namespace BlindVla.Evaluation;

/// <summary>
/// How many pairs cells have, and what they are worth for a mean in which each cell weighs the same: as <see cref="ClusteredMean"/> would
/// find it, before there are any outcomes. Scenes of a task have numbers: those with the lowest are in all its cells, higher ones only in
/// larger cells.
/// </summary>
/// <param name="Tasks">Of each task the sizes of its cells; at least one pair in each.</param>
internal sealed record CellSizes(ImmutableArray<ImmutableArray<int>> Tasks)
{
    private int Cells => Tasks.Sum(task => task.Length);

    /// <summary>As many scenes as would weigh no less each than the heaviest does, which is the first one of a task.</summary>
    public double WholeScenes => 1 / Tasks.Max(task => task.Sum(Weight));

    /// <summary>The same cells, each with at least so many pairs.</summary>
    public CellSizes WithAtLeast(int pairs) =>
        new([.. Tasks.Select(task => task.Select(size => Math.Max(size, pairs)).ToImmutableArray())]);

    /// <summary>As how many pairs that share nothing all of them count.</summary>
    /// <param name="discordance">Share of pairs that exactly one side wins.</param>
    /// <param name="correlation">With this chance all cells of a scene end alike.</param>
    public double Worth(double discordance, double correlation)
    {
        if (Cells == 1)
        {
            return Tasks[0][0];
        }
        var pairs = 1 / Tasks.Max(task => task.Max(Weight));
        var (squares, fourths, most) = (0.0, 0.0, 0.0);
        foreach (var task in Tasks)
        {
            var before = 0;
            foreach (var size in task.Distinct().Order())
            {
                // The scenes that cells of this size and larger ones have.
                var weights = task.Where(other => other >= size).Select(other => pairs * Weight(other)).ToList();
                double Sum(int power) => weights.Sum(weight => Math.Pow(weight, power));
                var (count, sum, two) = (size - before, Sum(1), Sum(2));
                squares += count * discordance * ((correlation * sum * sum) + ((1 - correlation) * two));
                var alone = (discordance * Sum(4)) + (3 * discordance * discordance * ((two * two) - Sum(4)));
                fourths += count * ((correlation * discordance * Math.Pow(sum, 4)) + ((1 - correlation) * alone));
                most += count * sum * sum / pairs;
                before = size;
            }
        }
        // About their own mean, which takes one of them.
        var own = 1 - (1 / WholeScenes);
        return pairs / SharedScenes.Effect(pairs, WholeScenes, pairs * discordance, own * squares, own * own * fourths, most);
    }

    /// <summary>The correlation with which they are worth as much as somebody saw, between none and all.</summary>
    public double CorrelationOf(double worth, double discordance)
    {
        var (low, high) = (0.0, 1.0);
        // To a thousandth: it is of few scenes.
        for (var i = 0; i < 10; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Worth(discordance, middle) > worth ? (middle, high) : (low, middle);
        }
        return low;
    }

    private double Weight(int size) => 1 / ((double)Cells * size);
}
