using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>
/// A gate that is asked after every scene, by the test of its <see cref="Guarantee"/> for each claim. It passes when every claim has
/// passed, and finds a regression when one claim has. Where only the candidate's trial is errored there are two tests of a claim: of what
/// was seen, and of the worst that it may have been, a failure. A pass needs both, a regression what was seen.
/// </summary>
public sealed class SequentialGate
{
    private readonly GateRules _rules;
    private readonly ImmutableArray<(string Scope, ClaimTest Seen, ClaimTest Worst)> _claims;

    /// <param name="power">With which each claim was planned to pass where both sides are as good; null where nothing was.</param>
    public SequentialGate(GateRules rules, ImmutableArray<double>? power = null)
    {
        _rules = rules;
        _claims =
        [
            .. rules.Claims.Select(
                (claim, i) =>
                {
                    ClaimTest Test() => ClaimTest.Of(rules, claim.Margin, power?[i]);
                    return (claim.Scope, Test(), Test());
                }
            ),
        ];
    }

    /// <summary>Of its test.</summary>
    public Guarantee Guarantee => _rules.Guarantee;

    /// <summary>What can be said so far.</summary>
    public Verdict Verdict =>
        _claims.Any(claim => Of(claim.Seen, claim.Worst) == Verdict.Regression) ? Verdict.Regression
        : _claims.All(claim => Of(claim.Seen, claim.Worst) == Verdict.Pass) ? Verdict.Pass
        : Verdict.Inconclusive;

    /// <summary>Further episodes change nothing.</summary>
    public bool IsOver => Verdict != Verdict.Inconclusive || !Open.Any();

    /// <summary>Scopes whose claim is still open: where further episodes are worth their time.</summary>
    public IEnumerable<string> Open =>
        _claims
            .Where(claim => claim.Seen.Verdict != Verdict.Regression && !(claim.Seen.IsOver && claim.Worst.IsOver))
            .Select(claim => claim.Scope);

    /// <summary>What can be said so far of the claim about a scope.</summary>
    public Verdict Of(string scope) => _claims.Where(claim => claim.Scope == scope).Select(claim => Of(claim.Seen, claim.Worst)).Single();

    /// <summary>Why nothing was said of a scope although it has pairs; null where the test has looked at them.</summary>
    public string? WhyNotYet(string scope) =>
        _claims.Any(claim => claim.Scope == scope && claim.Seen.IsTooEarly)
            ? $"not looked at before {SharedScenes.Fewest} scenes, which its cells share"
            : null;

    /// <summary>One episode under both policies, in a scene of its own.</summary>
    /// <param name="scopes">Names of all it belongs to: suite, split, group and cell.</param>
    public void Add(IReadOnlyCollection<string> scopes, bool baseline, bool candidate) => AddScene([(scopes, baseline, candidate)]);

    /// <summary>The pairs of one scene: every claim that has some of them looks once.</summary>
    /// <param name="pairs">The candidate's outcome is null where only its trial is errored.</param>
    public void AddScene(IReadOnlyList<(IReadOnlyCollection<string> Scopes, bool Baseline, bool? Candidate)> pairs)
    {
        foreach (var (scope, seen, worst) in _claims)
        {
            var own = pairs.Where(pair => pair.Scopes.Contains(scope)).ToList();
            Tell(seen, own.Where(pair => pair.Candidate is not null).Select(pair => (pair.Baseline, pair.Candidate == true)));
            Tell(worst, own.Select(pair => (pair.Baseline, pair.Candidate == true)));
        }
    }

    private static void Tell(ClaimTest test, IEnumerable<(bool Baseline, bool Candidate)> pairs)
    {
        var counts = PairedCounts.Of(pairs);
        if (counts.Pairs > 0)
        {
            test.AddScene(counts);
        }
    }

    private static Verdict Of(ClaimTest seen, ClaimTest worst) =>
        seen.Verdict == Verdict.Pass && worst.Verdict != Verdict.Pass ? Verdict.Inconclusive : seen.Verdict;

    /// <summary>Tells a gate of recorded pairs, round by round in the order in which they were run, until it can say.</summary>
    /// <returns>The gate; how many episodes it was told of or would have been, had they not been errored; and how many rounds it
    /// took.</returns>
    internal static (SequentialGate Gate, int Episodes, int Rounds) Replay(
        GateRules rules,
        ComparisonSide baseline,
        ComparisonSide candidate
    )
    {
        var looked = new[] { candidate, baseline }.FirstOrDefault(side => side.Run.Record.IsLookedAt);
        var gate = new SequentialGate(rules, looked?.Run.Record.PowerFor(rules));
        var (left, right) = (
            baseline.Trials.ToDictionary(trial => trial.EpisodeId),
            candidate.Trials.ToDictionary(trial => trial.EpisodeId)
        );
        var conditions = new ConditionSet(left.Values.Concat(right.Values).Select(trial => trial.Condition));
        var (episodes, rounds) = (0, 0);
        foreach (
            var round in left.Values.Where(trial => right.ContainsKey(trial.EpisodeId)).GroupBy(trial => trial.Index).OrderBy(r => r.Key)
        )
        {
            (episodes, rounds) = (episodes + round.Count(), round.Key + 1);
            gate.AddRound(conditions, round.Select(trial => (trial, right[trial.EpisodeId])));
            if (gate.IsOver)
            {
                break;
            }
        }
        return (gate, episodes, rounds);
    }

    /// <summary>The pairs of a round, in one order whoever finished first; what the baseline could not finish is no pair.</summary>
    internal void AddRound(ConditionSet conditions, IEnumerable<(TrialRecord Baseline, TrialRecord Candidate)> pairs)
    {
        var scenes = pairs
            .Where(pair => pair.Baseline.Outcome != Outcome.Errored)
            .GroupBy(pair => pair.Baseline.SceneKey)
            .OrderBy(scene => scene.Key, StringComparer.Ordinal);
        foreach (var scene in scenes)
        {
            AddScene([
                .. scene.Select(pair =>
                    (
                        (IReadOnlyCollection<string>)[.. conditions.NamesOf(pair.Baseline.Condition)],
                        pair.Baseline.Succeeded(_rules.SuccessRule),
                        pair.Candidate.Outcome == Outcome.Errored ? null : (bool?)pair.Candidate.Succeeded(_rules.SuccessRule)
                    )
                ),
            ]);
        }
    }
}
