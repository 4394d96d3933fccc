using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>
/// Several candidates and their baseline, the best first. Of ten candidates that are alike one is lucky, so every pair of policies is
/// tested, and Holm's correction is for all of them.
/// </summary>
public static class Ranking
{
    /// <summary>Largest adjusted p of a difference that is called certain.</summary>
    public const double Alpha = 0.05;

    /// <exception cref="RunException">Two of them differ in what must be equal.</exception>
    public static ImmutableArray<RankedPolicy> Of(ComparisonSide baseline, IReadOnlyList<ComparisonSide> candidates)
    {
        ComparisonSide[] sides = [baseline, .. candidates];
        var pairs = Enumerable.Range(0, sides.Length).SelectMany(a => Enumerable.Range(0, a).Select(b => (First: b, Second: a))).ToList();
        var comparisons = pairs.ConvertAll(pair => Whole(sides[pair.First], sides[pair.Second]));
        var adjusted = MultipleTests.Holm([.. comparisons.Select(comparison => comparison.P)]);
        var p = pairs.Zip(adjusted).ToDictionary(pair => pair.First, pair => pair.Second);
        double Between(int a, int b) => p[(Math.Min(a, b), Math.Max(a, b))];

        var differences = sides.Select((_, side) => side == 0 ? 0 : comparisons[pairs.IndexOf((0, side))].Difference ?? 0).ToArray();
        var ranked = ImmutableArray.CreateBuilder<RankedPolicy>();
        var (rank, leader) = (0, 0);
        foreach (var (place, side) in Enumerable.Range(0, sides.Length).OrderByDescending(side => differences[side]).Index())
        {
            if (place == 0 || Between(leader, side) < Alpha)
            {
                (rank, leader) = (place + 1, side);
            }
            ranked.Add(new(rank, sides[side].Name, side == 0 ? null : differences[side], side == 0 ? null : Between(0, side)));
        }
        return ranked.ToImmutable();
    }

    private static ScopeComparison Whole(ComparisonSide one, ComparisonSide other) => Comparison.Of(one, other).Find(Condition.Everything)!;
}
