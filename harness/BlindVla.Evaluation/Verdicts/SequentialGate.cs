using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>
/// A gate that may be asked after every scene. Every claim has two bettors: one gets rich when a drop of the margin is excluded, the other
/// when there is a drop. The gate passes when every claim's first bettor has had 1/alpha, and finds a regression when one claim's second
/// has had as many times 1/alpha as there are claims.
/// </summary>
public sealed class SequentialGate
{
    private readonly GateRules _rules;
    private readonly ImmutableArray<Claim> _claims;

    public SequentialGate(GateRules rules)
    {
        _rules = rules;
        _claims = [.. rules.Claims.Select(scope => new Claim(scope))];
    }

    /// <summary>What can be said so far.</summary>
    public Verdict Verdict =>
        _claims.Any(IsWorse) ? Verdict.Regression
        : _claims.All(IsPassed) ? Verdict.Pass
        : Verdict.Inconclusive;

    /// <summary>Scopes whose claim is still open: where further episodes are worth their time.</summary>
    public IEnumerable<string> Open => _claims.Where(claim => !IsPassed(claim)).Select(claim => claim.Scope.Scope);

    /// <summary>What can be said so far of the claim about a scope.</summary>
    public Verdict Of(string scope)
    {
        var claim = _claims.Single(claim => claim.Scope.Scope == scope);
        return IsWorse(claim) ? Verdict.Regression
            : IsPassed(claim) ? Verdict.Pass
            : Verdict.Inconclusive;
    }

    /// <summary>One episode under both policies, in a scene of its own.</summary>
    /// <param name="scopes">Names of all it belongs to: suite, split, group and cell.</param>
    public void Add(IReadOnlyCollection<string> scopes, bool baseline, bool candidate) => AddScene([(scopes, baseline, candidate)]);

    /// <summary>One bet a claim and scene, on the mean of the scene's pairs: they do not say as much as so many scenes would.</summary>
    public void AddScene(IReadOnlyList<(IReadOnlyCollection<string> Scopes, bool Baseline, bool Candidate)> pairs)
    {
        foreach (var claim in _claims)
        {
            var own = pairs.Where(pair => pair.Scopes.Contains(claim.Scope.Scope)).ToList();
            if (own.Count == 0)
            {
                continue;
            }
            var difference = own.Average(pair => (pair.Candidate ? 1 : 0) - (pair.Baseline ? 1 : 0));
            claim.HasSuccess |= own.Exists(pair => pair.Baseline || pair.Candidate);
            claim.NotWorse.Add(difference);
            claim.Worse.Add(difference);
        }
    }

    /// <summary>Tells a gate of recorded pairs, round by round in the order in which they were run, until it can say.</summary>
    /// <returns>The gate; how many episodes it was told of or would have been, had they not been errored; and how many rounds it took.</returns>
    internal static (SequentialGate Gate, int Episodes, int Rounds) Replay(
        GateRules rules,
        ComparisonSide baseline,
        ComparisonSide candidate
    )
    {
        var gate = new SequentialGate(rules);
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
            if (gate.Verdict != Verdict.Inconclusive)
            {
                break;
            }
        }
        return (gate, episodes, rounds);
    }

    /// <summary>The pairs of a round, in one order whoever finished first; a trial that is errored leaves its pair.</summary>
    internal void AddRound(ConditionSet conditions, IEnumerable<(TrialRecord Baseline, TrialRecord Candidate)> pairs)
    {
        var scenes = pairs
            .Where(pair => pair.Baseline.Outcome != Outcome.Errored && pair.Candidate.Outcome != Outcome.Errored)
            .GroupBy(pair => pair.Baseline.SceneKey)
            .OrderBy(scene => scene.Key, StringComparer.Ordinal);
        foreach (var scene in scenes)
        {
            AddScene([
                .. scene.Select(pair =>
                    (
                        (IReadOnlyCollection<string>)[.. conditions.NamesOf(pair.Baseline.Condition)],
                        pair.Baseline.Succeeded(_rules.SuccessRule),
                        pair.Candidate.Succeeded(_rules.SuccessRule)
                    )
                ),
            ]);
        }
    }

    private bool IsWorse(Claim claim) => claim.Worse.Peak >= _claims.Length / _rules.Alpha;

    /// <summary>Who never succeeds cannot get worse: that passes nothing.</summary>
    private bool IsPassed(Claim claim) => claim.HasSuccess && claim.NotWorse.Peak >= 1 / _rules.Alpha;

    private sealed record Claim(ProtectedScope Scope)
    {
        public BettingTest NotWorse { get; } = BettingTest.NotWorse(Scope.Margin);

        /// <summary>Of either side, in any pair.</summary>
        public bool HasSuccess { get; set; }

        public BettingTest Worse { get; } = BettingTest.Worse();
    }
}
