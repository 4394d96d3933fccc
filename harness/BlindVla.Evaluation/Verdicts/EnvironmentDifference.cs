using System.Collections.Immutable;
using System.Globalization;
using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>
/// In what two sides differ that must be equal, and what a gate says of it. Where it lets the environment differ, that has to be shown to
/// change nothing: the baseline, run again beside the candidate, may neither drop nor rise by the margin.
/// </summary>
/// <param name="Problems">Why the sides may not be compared; empty when they may.</param>
/// <param name="Differences">What differs and was shown to change nothing.</param>
internal sealed record EnvironmentDifference(ImmutableArray<string> Problems, ImmutableArray<string> Differences)
{
    private const string Environment = "identity.environment.";

    public static EnvironmentDifference Of(GateRules rules, ComparisonSide baseline, ComparisonSide candidate)
    {
        var differences = Comparison.Differences(baseline, candidate);
        bool Is(string difference, IEnumerable<string> facts) =>
            facts.Any(fact => difference.StartsWith($"{Environment}{fact}:", StringComparison.Ordinal));
        var allowed = differences.Where(difference => Is(difference, rules.IdentityMayDiffer)).ToImmutableArray();
        var others = differences.RemoveRange(allowed);
        if (!others.IsEmpty || allowed.IsEmpty)
        {
            return new(others.Any(other => Is(other, GateRules.FactsThatMayDiffer)) ? others.Add(Advice(rules)) : others, []);
        }
        var again = candidate.Run.Record.Identity.Policies.FirstOrDefault(policy => policy.Acts == baseline.Policy.Acts);
        if (again is null || baseline.Checkpoints.Length > 1)
        {
            return new(
                [
                    .. allowed,
                    $"{rules.Name} allows that where {candidate.Run.Path} has the baseline, {baseline.Name}, run again; it has not",
                ],
                []
            );
        }
        var repeat = Comparison
            .OfComparable(baseline, new(candidate.Run, again), rules.SuccessRule, 1 - (2 * rules.Alpha))
            .Find(Condition.Everything)!;
        var (low, high) = (repeat.Interval.Low, repeat.Interval.High);
        var seen = string.Create(
            CultureInfo.InvariantCulture,
            $"{again.Name}, the baseline run again beside the candidate, differs by "
                + $"{100 * (repeat.Difference ?? 0):+0.0;-0.0;0.0} points ({100 * low:+0.0;-0.0;0.0} to "
                + $"{100 * high:+0.0;-0.0;0.0}) in {repeat.Counts.PairsInWords}"
        );
        return low > -rules.Margin && high < rules.Margin
            ? new([], [.. allowed.Select(difference => $"{difference}; {seen}")])
            : new([.. allowed, $"{seen}: that does not exclude a difference of the margin, {100 * rules.Margin:0.#} points"], []);
    }

    private static string Advice(GateRules rules) =>
        "run the baseline again where the candidate was run, both in one eval; or let the gate "
        + $"{rules.Name} say identity_may_differ, which wants that, too, and then compares with the baseline's own run";
}
