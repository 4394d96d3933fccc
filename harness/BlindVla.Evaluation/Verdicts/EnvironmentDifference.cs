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
    // A fact is of the world; the processor's class is also that of a policy.
    private static readonly string[] _places = ["identity.environment.", "identity.policies[0]."];

    public static EnvironmentDifference Of(GateRules rules, ComparisonSide baseline, ComparisonSide candidate)
    {
        var differences = Comparison.Differences(baseline, candidate);
        bool Is(string difference, IEnumerable<string> facts) =>
            facts.Any(fact => _places.Any(place => difference.StartsWith($"{place}{fact}:", StringComparison.Ordinal)));
        var allowed = differences.Where(difference => Is(difference, rules.IdentityMayDiffer)).ToImmutableArray();
        var others = differences.RemoveRange(allowed);
        var again =
            baseline.Checkpoints.Length == 1
                ? candidate.Run.Record.Identity.Policies.FirstOrDefault(policy => policy.Acts == baseline.Policy.Acts)
                : null;
        if (!others.IsEmpty || allowed.IsEmpty)
        {
            return new(
                others.Any(other => Is(other, GateRules.FactsThatMayDiffer)) ? others.Add(Advice(rules, candidate.Run, again)) : others,
                []
            );
        }
        if (again is null)
        {
            return new(
                [
                    .. allowed,
                    $"{rules.Name} allows that where {candidate.Run.Path} has the baseline, {baseline.Name}, run again; it has not",
                ],
                []
            );
        }
        var repeat = Comparison.OfComparable(baseline, new(candidate.Run, again), rules.SuccessRule, 1 - (2 * rules.Alpha));
        var seen =
            $"{again.Name}, the baseline run again beside the candidate, differs "
            + string.Join(", ", rules.Claims.Select(claim => InWords(claim.Scope, repeat.Find(claim.Scope))));
        var lacking = Lacking(baseline, candidate, again);
        return lacking > 0
                ? Refusal($"{again.Name}, the baseline run again beside the candidate, lacks {lacking} of the episodes that are compared")
            : rules.Claims.All(claim => IsNone(repeat.Find(claim.Scope), claim.Margin))
                ? new([], [.. allowed.Select(difference => $"{difference}; {seen}")])
            : Refusal($"{seen}: that does not show that the environment changes nothing, within every margin and with 0 in every interval");

        EnvironmentDifference Refusal(string why) =>
            new([.. allowed, $"{why}; compare with that run itself: {AsBaseline(candidate.Run, again)}"], []);
    }

    /// <summary>Episodes that baseline and candidate finished, and the repeat did not.</summary>
    private static int Lacking(ComparisonSide baseline, ComparisonSide candidate, PolicyIdentity again)
    {
        static HashSet<string> Finished(IEnumerable<TrialRecord> trials) =>
            [.. trials.Where(trial => trial.Outcome != Outcome.Errored).Select(trial => trial.EpisodeId)];
        var compared = Finished(baseline.Trials);
        compared.IntersectWith(Finished(candidate.Trials));
        compared.ExceptWith(Finished(candidate.TrialsOf(again)));
        return compared.Count;
    }

    private static bool IsNone(ScopeComparison? repeat, double margin) =>
        repeat is { Counts.Pairs: > 0, Interval: { Low: var low, High: var high } }
        && low > -margin
        && high < margin
        && low <= 0
        && high >= 0;

    private static string InWords(string scope, ScopeComparison? repeat) =>
        repeat is null
            ? $"in {scope} by nobody knows what"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"in {scope} by {100 * (repeat.Difference ?? 0):+0.0;-0.0;0.0} points ({100 * repeat.Interval.Low:+0.0;-0.0;0.0} to "
                    + $"{100 * repeat.Interval.High:+0.0;-0.0;0.0}; {repeat.Counts.PairsInWords})"
            );

    /// <param name="again">The baseline in the candidate's run; null where it is not there.</param>
    private static string Advice(GateRules rules, RecordedRun candidate, PolicyIdentity? again) =>
        (
            again is null
                ? "run the baseline again where the candidate was run, both in one eval"
                : $"the candidate's run has the baseline, too: compare with that, {AsBaseline(candidate, again)}"
        ) + $"; or let the gate {rules.Name} say identity_may_differ, which wants that, too, and then compares with the baseline's own run";

    private static string AsBaseline(RecordedRun run, PolicyIdentity policy) => $"--baseline {run.Path}:{policy.Name}";
}
