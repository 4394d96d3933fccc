using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>A candidate against a baseline on the same episodes.</summary>
/// <param name="SchemaVersion">Of its JSON.</param>
/// <param name="Baseline">Its name.</param>
/// <param name="Candidate">Its name.</param>
/// <param name="SuccessRule">By which trials count as successes; null where each counts by its own and they differ in it.</param>
/// <param name="IsPaired">False when the sides share no episode: then rates are compared.</param>
/// <param name="Scopes">The whole suite, its splits, its groups, its cells.</param>
/// <param name="Excluded">Trials that are in no pair, with the reason.</param>
public sealed record Comparison(
    int SchemaVersion,
    string Baseline,
    string Candidate,
    SuccessRule? SuccessRule,
    bool IsPaired,
    ImmutableArray<ScopeComparison> Scopes,
    ImmutableArray<ExcludedTrials> Excluded
)
{
    /// <summary>3 says nothing of things; 4 has an adjusted p of every scope, where nothing was adjusted p itself; 5 has the rates,
    /// Newcombe's interval and the p of sides that are not paired in <c>unpaired</c> alone.</summary>
    public const int CurrentSchemaVersion = 6;

    /// <summary>Why episodes of one id are not taken for one episode; null where they are.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? UnpairedBecause { get; private init; }

    /// <summary>Trials count as the harness of an imported run counted them, by whatever rule.</summary>
    [JsonIgnore]
    public bool IsAsCounted { get; private init; }

    /// <summary>Trials that the candidate did not finish, and the baseline did where they are paired.</summary>
    [JsonIgnore]
    internal int CandidateErrors { get; private init; }

    /// <summary>Which of the two use object poses; every table marks them.</summary>
    [JsonIgnore]
    public ImmutableHashSet<string> Privileged { get; init; } = [];

    /// <summary>Every field in which two sides differ although they must not: what was run, in which world, and what the policies
    /// see.</summary>
    public static ImmutableArray<string> Differences(ComparisonSide baseline, ComparisonSide candidate)
    {
        var (here, there) = (baseline.Run.Record.Identity.Imported, candidate.Run.Record.Identity.Imported);
        if (here is null != there is null)
        {
            return
            [
                $"identity.imported: {(here is null ? candidate : baseline).Name} was imported from {(here ?? there)!.Harness}, the other "
                    + "side was run here: they are not of one world",
            ];
        }
        // What one of the two does not say nobody knows to differ.
        string? Said(EnvironmentIdentity environment, Func<EnvironmentIdentity, string?> fact) =>
            new[] { baseline, candidate }.All(side => fact(side.Run.Record.Identity.Environment) is not null) ? fact(environment) : null;
        // What may differ: which part of the episodes was run, which program counted, the policy itself, what was measured besides success,
        // and catalogue entries that the suite, whose own digest covers those it uses, does not use. The success rules are the suite's, and
        // compared trial by trial. Imported runs of other seeds are compared, too, but not paired.
        RunIdentity Comparable(ComparisonSide side, PolicyIdentity policy)
        {
            var identity = side.Run.Record.Identity;
            return identity with
            {
                Suite = identity.Suite with { CatalogueSha256 = null },
                Harness = new("", null),
                Environment = identity.Environment with
                {
                    Measures = null,
                    Processor = Said(identity.Environment, environment => environment.Processor),
                    RigSha256 = Said(identity.Environment, environment => environment.RigSha256),
                },
                SuccessRule = null,
                Seed = identity.Imported is null ? identity.Seed : null,
                Imported = identity.Imported is { } imported ? imported with { Layout = "", Files = [] } : null,
                EpisodesPerCell = 0,
                Episodes = null,
                Only = null,
                Shard = null,
                Policies = [new("", "", "", policy.Cameras, null, false, false, 0, "") { Processor = policy.Processor }],
            };
        }
        return
        [
            .. CheckpointPair
                .Of(baseline, candidate)
                .SelectMany(pair =>
                {
                    var (one, other) = (pair.Baseline, pair.Candidate);
                    // A blind policy sees nothing, which differs from no camera; and what nobody says differs from nothing.
                    other = other with
                    {
                        Cameras = one.Cameras.IsEmpty || other.Cameras.IsEmpty ? one.Cameras : other.Cameras,
                        Processor = one.Processor is null || other.Processor is null ? one.Processor : other.Processor,
                    };
                    return RunComparison.Differences(Comparable(baseline, one), Comparable(candidate, other));
                })
                .Distinct(),
        ];
    }

    /// <param name="rule">By which all trials count; null for each trial's own.</param>
    /// <param name="confidence">Of the intervals.</param>
    /// <exception cref="RunException">The sides differ in what must be equal; every difference is named.</exception>
    public static Comparison Of(ComparisonSide baseline, ComparisonSide candidate, SuccessRule? rule = null, double confidence = 0.95)
    {
        RequireComparable(baseline, candidate);
        foreach (var side in new[] { baseline, candidate })
        {
            if (!side.Says(rule))
            {
                throw new RunException(
                    RunFault.Refused,
                    $"{side.Name}: {side.Run.Path} does not say what succeeded "
                        + (rule == Core.SuccessRule.AtEnd ? "at_end" : "at_any_step")
                );
            }
        }
        return OfComparable(baseline, candidate, rule, confidence);
    }

    /// <summary>The same of sides whose differences somebody has looked at.</summary>
    /// <param name="candidateErrorsFail">Trials that only the candidate did not finish count as its failures, not as nothing.</param>
    internal static Comparison OfComparable(
        ComparisonSide baseline,
        ComparisonSide candidate,
        SuccessRule? rule,
        double confidence = 0.95,
        bool candidateErrorsFail = false
    )
    {
        bool Succeeded(TrialRecord trial) => trial.Succeeded(rule);

        var (left, right) = TrialsBySeed(baseline, candidate);
        var unpairedBecause = UnpairedSeeds(baseline, candidate);
        var isSameEpisode = unpairedBecause is null;
        var isPaired = isSameEpisode && left.Keys.Any(right.ContainsKey);
        bool IsCounted(TrialRecord trial, bool errorsFail) => errorsFail || Finished(trial);
        HashSet<Condition> CellsOf(IEnumerable<TrialRecord> trials, bool errorsFail) =>
            [.. trials.Where(trial => IsCounted(trial, errorsFail)).Select(trial => trial.Condition)];
        // Where numbers name no episode, a task that only one side has run would be a difference of tasks, not of policies.
        var shared = CellsOf(left.Values, errorsFail: false);
        shared.IntersectWith(CellsOf(right.Values, candidateErrorsFail));
        var conditions = new ConditionSet(left.Values.Concat(right.Values).Select(trial => trial.Condition));
        var pairs = isPaired ? Paired(left, right, rule, candidateErrorsFail).ToList() : [];
        var compared = conditions
            .Scopes.Where(scope => scope.IsNamed)
            .Select(scope =>
            {
                bool Belongs(Condition cell) => conditions.Of(cell).Contains(scope);
                UnpairedSide? Side(IEnumerable<TrialRecord> trials, bool errorsFail) =>
                    UnpairedSide.Of(
                        trials
                            .Where(t => IsCounted(t, errorsFail) && (isSameEpisode || shared.Contains(t.Condition)) && Belongs(t.Condition))
                            .Select(t => (t.Condition, Finished(t) && Succeeded(t)))
                    );
                return ScopeComparison.Of(
                    scope,
                    [.. pairs.Where(pair => Belongs(pair.Cell))],
                    isPaired ? null : UnpairedComparison.Of(Side(left.Values, errorsFail: false), Side(right.Values, candidateErrorsFail)),
                    confidence
                );
            })
            .ToList();
        return new(
            CurrentSchemaVersion,
            baseline.Name,
            candidate.Name,
            rule ?? (baseline.SuccessRule == candidate.SuccessRule ? baseline.SuccessRule : null),
            isPaired,
            ScopeComparison.Adjust(compared),
            [
                .. LeftOut($"baseline {baseline.Name}", left, right, isSameEpisode),
                .. LeftOut($"candidate {candidate.Name}", right, left, isSameEpisode),
            ]
        )
        {
            UnpairedBecause = unpairedBecause,
            IsAsCounted =
                rule is null
                && new[] { baseline, candidate }.All(side => !side.Says(Core.SuccessRule.AtEnd) && !side.Says(Core.SuccessRule.AtAnyStep)),
            CandidateErrors = isPaired
                ? left.Count(trial => Finished(trial.Value) && right.TryGetValue(trial.Key, out var other) && !Finished(other))
                : right.Values.Count(trial => !Finished(trial)),
            Privileged =
            [
                .. new[] { baseline, candidate }
                    .Where(side => side.Checkpoints.Any(policy => policy.IsPrivileged))
                    .Select(side => side.Name),
            ],
        };
    }

    /// <summary>The episodes that both sides carried out; none where their numbers do not say which episode is which.</summary>
    /// <exception cref="RunException">Two trials of an episode are not of the same scene, or not scored alike.</exception>
    internal static IEnumerable<ComparedPair> Pairs(ComparisonSide baseline, ComparisonSide candidate, SuccessRule? rule)
    {
        var (left, right) = TrialsBySeed(baseline, candidate);
        return UnpairedSeeds(baseline, candidate) is null ? Paired(left, right, rule, candidateErrorsFail: false) : [];
    }

    private static IEnumerable<ComparedPair> Paired(
        Dictionary<(string Seed, string Episode), TrialRecord> left,
        Dictionary<(string Seed, string Episode), TrialRecord> right,
        SuccessRule? rule,
        bool candidateErrorsFail
    )
    {
        foreach (var ((seed, episode), trial) in left)
        {
            if (Finished(trial) && right.TryGetValue((seed, episode), out var other) && (candidateErrorsFail || Finished(other)))
            {
                RequireSameEpisode(trial, other, byOwnRule: rule is null);
                yield return ComparedPair.Of(seed, trial, other, rule);
            }
        }
    }

    private static (
        Dictionary<(string Seed, string Episode), TrialRecord> Left,
        Dictionary<(string Seed, string Episode), TrialRecord> Right
    ) TrialsBySeed(ComparisonSide baseline, ComparisonSide candidate)
    {
        var checkpoints = CheckpointPair.Of(baseline, candidate);
        Dictionary<(string Seed, string Episode), TrialRecord> Trials(ComparisonSide side, Func<CheckpointPair, PolicyIdentity> of) =>
            checkpoints
                .SelectMany(pair => side.TrialsOf(of(pair)).Select(trial => (pair.Seed, Trial: trial)))
                .ToDictionary(pair => (pair.Seed, pair.Trial.EpisodeId), pair => pair.Trial);
        return (Trials(baseline, pair => pair.Baseline), Trials(candidate, pair => pair.Candidate));
    }

    private static bool Finished(TrialRecord trial) => trial.Outcome != Outcome.Errored;

    /// <exception cref="RunException">The sides differ in what must be equal; every difference is named.</exception>
    internal static void RequireComparable(ComparisonSide baseline, ComparisonSide candidate)
    {
        var differences = Differences(baseline, candidate);
        if (!differences.IsEmpty)
        {
            throw new RunException(
                RunFault.Refused,
                $"{baseline.Name} ({baseline.Run.Path}) and {candidate.Name} ({candidate.Run.Path}) cannot be compared:\n"
                    + string.Join('\n', differences.Select(d => $"  {d}"))
            );
        }
    }

    /// <summary>Why an episode's number does not say which episode it is; null where it does, as in all runs that were made here.</summary>
    private static string? UnpairedSeeds(ComparisonSide baseline, ComparisonSide candidate)
    {
        var (one, other) = (baseline.Run.Record.Identity.Seed, candidate.Run.Record.Identity.Seed);
        string[] silent = [.. one is null ? [baseline.Run.Path] : (string[])[], .. other is null ? [candidate.Run.Path] : (string[])[]];
        return silent.Length > 0 ? $"no seed is known of {string.Join(" and ", silent.Distinct())}"
            : one != other ? $"the seeds differ: {baseline.Name} was run with {one}, {candidate.Name} with {other}"
            : null;
    }

    /// <param name="byOwnRule">Each counts by the success rule of its own.</param>
    /// <exception cref="RunException">Two trials of an episode are not of the same scene, or not scored alike.</exception>
    internal static void RequireSameEpisode(TrialRecord one, TrialRecord other, bool byOwnRule)
    {
        var changed =
            one.SceneSha256 != other.SceneSha256 ? "scene"
            : byOwnRule && one.SuccessRule is { } rule && other.SuccessRule is { } another && rule != another ? "success rule"
            : null;
        if (changed is not null)
        {
            throw new RunException(
                RunFault.Refused,
                $"the {changed} of {one.EpisodeId} is not the same in both runs; one of them was changed"
            );
        }
    }

    /// <summary>The scope with this name; null when no trial belongs to it.</summary>
    public ScopeComparison? Find(string name) => Scopes.FirstOrDefault(scope => scope.Name == name);

    /// <summary>As an indented JSON list with snake_case names.</summary>
    public static string ToJson(ImmutableArray<Comparison> comparisons) =>
        JsonSerializer.Serialize(comparisons, ComparisonJson.Default.ImmutableArrayComparison);

    private static IEnumerable<ExcludedTrials> LeftOut(
        string side,
        Dictionary<(string Seed, string Episode), TrialRecord> trials,
        Dictionary<(string Seed, string Episode), TrialRecord> others,
        bool isSameEpisode
    )
    {
        var tasks = others.Values.Where(Finished).Select(other => other.Condition).ToHashSet();
        return trials
            .Select(trial =>
                (
                    trial.Value.Policy,
                    trial.Key.Episode,
                    Reason: trial.Value.Outcome == Outcome.Errored ? $"errored: {trial.Value.Error}"
                    : !isSameEpisode
                        ? tasks.Contains(trial.Value.Condition) ? null
                            : "of a task that the other side did not carry out"
                    : !others.TryGetValue(trial.Key, out var other) ? "not run by the other side"
                    : other.Outcome == Outcome.Errored ? "errored in the other side"
                    : null
                )
            )
            // A policy that stands against several seeds has each trial once.
            .Distinct()
            .Select(trial => trial.Reason)
            .OfType<string>()
            .CountBy(reason => reason)
            .OrderByDescending(reason => reason.Value)
            .ThenBy(reason => reason.Key, StringComparer.Ordinal)
            .Select(reason => new ExcludedTrials(side, reason.Key, reason.Value));
    }
}
