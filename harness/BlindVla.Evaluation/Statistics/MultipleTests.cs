using System.Collections.Immutable;

namespace BlindVla.Evaluation;

/// <summary>p-values of several tests, adjusted so that they may be compared with one level.</summary>
public static class MultipleTests
{
    /// <summary>Holm (1979): the chance of even one false alarm among all tests stays below the level.</summary>
    public static ImmutableArray<double> Holm(IReadOnlyList<double> p) =>
        Adjust(p, descending: false, (value, rank) => value * (p.Count - rank), Math.Max, 0);

    /// <summary>Benjamini and Hochberg (1995): the expected share of false alarms among the alarms stays below the level.</summary>
    public static ImmutableArray<double> BenjaminiHochberg(IReadOnlyList<double> p) =>
        Adjust(p, descending: true, (value, rank) => value * p.Count / (rank + 1), Math.Min, 1);

    private static ImmutableArray<double> Adjust(
        IReadOnlyList<double> p,
        bool descending,
        Func<double, int, double> scale,
        Func<double, double, double> keep,
        double start
    )
    {
        var order = Enumerable.Range(0, p.Count).OrderBy(i => p[i]).ToArray();
        var adjusted = new double[p.Count];
        var running = start;
        foreach (var rank in descending ? Enumerable.Range(0, p.Count).Reverse() : Enumerable.Range(0, p.Count))
        {
            running = keep(running, Math.Min(1, scale(p[order[rank]], rank)));
            adjusted[order[rank]] = running;
        }
        return [.. adjusted];
    }
}
