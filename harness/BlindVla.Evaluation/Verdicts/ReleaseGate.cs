using System.Collections.Immutable;
using System.Globalization;
using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>
/// Decides whether a candidate may be released. To pass, every claim must exclude a drop of its margin: an intersection of tests, each at
/// alpha, which needs no correction. To be a regression, one claim must show a drop after Holm's correction.
/// </summary>
public static class ReleaseGate
{
    /// <summary>What is to be said where <see cref="PolicyIdentity.Acts"/> of both sides is the same.</summary>
    public const string SamePolicy =
        "baseline and candidate are the same policy: this says how far repeats of it differ, and nothing of another";

    /// <summary>Which checkpoints are compared with themselves, as people are told; null where none is.</summary>
    public static string? Repeats(ComparisonSide baseline, ComparisonSide candidate)
    {
        var pairs = CheckpointPair.Of(baseline, candidate);
        var repeats = pairs.Where(pair => pair.Baseline.Acts == pair.Candidate.Acts).ToList();
        return repeats.Count == 0 ? null
            : repeats.Count == pairs.Length ? SamePolicy
            : $"{NearestNames.List([.. repeats.Select(pair => pair.Candidate.Name).Distinct()])} of {candidate.Name}: the same policy as "
                + $"its partner in {baseline.Name}, from which only repeats make it differ";
    }

    /// <summary>What recorded sides come to. Where one was run until a gate could say, its number of pairs depends on how they ended, and
    /// a test for samples of fixed size would not hold what it promises: it is judged as it was run.</summary>
    /// <param name="cells">What the gate is about; null where that cannot be known, and all is meant that a side has.</param>
    /// <param name="repeatDiscordance">The share of episodes on which the baseline, run again, ended otherwise.</param>
    public static GateResult Judge(
        GateRules rules,
        ComparisonSide baseline,
        ComparisonSide candidate,
        MeantCells? cells = null,
        double? repeatDiscordance = null
    )
    {
        (baseline, candidate) = (baseline.For(rules), candidate.For(rules));
        if (OnBothSides(baseline, candidate) is { } itself)
        {
            return Refused(
                rules,
                [
                    $"{itself} of {baseline.Run.Path} is on both sides: its trials would be compared with themselves, which says nothing; "
                        + "name the policy that is to be released, or for a check of the gate another run of the same policy",
                ],
                repeatDiscordance
            );
        }
        ComparisonSide[] sides = [baseline, candidate];
        if (sides.FirstOrDefault(side => side.Checkpoints.Length > 1 && side.Run.Record.IsLookedAt) is { } several)
        {
            throw new RunException(
                RunFault.Refused,
                $"{several.Name}: {several.Run.Path} was run until a gate could say of one policy; name that one"
            );
        }
        var unfinished = sides
            .Select(side => side.Run)
            .Where(run => run.Record.IsLookedAt && !HasEnded(run))
            .Select(GoOnWith)
            .Distinct()
            .ToList();
        return unfinished.Count > 0 ? Refused(rules, unfinished, repeatDiscordance)
            : sides.Any(side => side.Run.Record.IsLookedAt) ? OfRounds(rules, baseline, candidate, cells, repeatDiscordance).Gate
            : OfFixedSize(rules, baseline, candidate, cells, repeatDiscordance);
    }

    /// <summary>Sides that were run until a test could say, round by round, up to the round after which it could: what was begun of the
    /// next one by then is not looked at.</summary>
    internal static SequentialResult OfRounds(
        GateRules rules,
        ComparisonSide baseline,
        ComparisonSide candidate,
        MeantCells? cells = null,
        double? repeatDiscordance = null
    )
    {
        if (OfFixedSize(rules, baseline, candidate, cells, repeatDiscordance) is { Verdict: Verdict.NotComparable } refused)
        {
            return new(refused, baseline.Trials.Count());
        }
        var (gate, episodes, rounds) = SequentialGate.Replay(rules, baseline, candidate);
        ComparisonSide LookedAt(ComparisonSide side) => side with { EpisodesPerCell = rounds };
        return new(
            Decided(OfFixedSize(rules, LookedAt(baseline), LookedAt(candidate), cells, repeatDiscordance), gate, episodes),
            episodes
        );
    }

    /// <summary>A policy whose very trials are on both sides; null for none.</summary>
    private static string? OnBothSides(ComparisonSide baseline, ComparisonSide candidate) =>
        baseline.Run.Path == candidate.Run.Path
            ? baseline
                .Checkpoints.IntersectBy(candidate.Checkpoints.Select(policy => policy.Name), policy => policy.Name)
                .FirstOrDefault()
                ?.Name
            : null;

    /// <summary>As samples of fixed size.</summary>
    private static GateResult OfFixedSize(
        GateRules rules,
        ComparisonSide baseline,
        ComparisonSide candidate,
        MeantCells? cells,
        double? repeatDiscordance
    )
    {
        var environments = EnvironmentDifference.Of(rules, baseline, candidate);
        List<string> problems = [.. Problems(rules, baseline, candidate), .. environments.Problems];
        if (problems.Count > 0)
        {
            return Refused(rules, problems, repeatDiscordance);
        }
        var comparison = Comparison.OfComparable(baseline, candidate, rules.SuccessRule);
        if (!comparison.IsPaired && comparison.UnpairedBecause is null)
        {
            return Refused(rules, ["the sides share no episode: run both on the same suite, seed and episodes"], repeatDiscordance);
        }
        var wanted = rules.Claims;
        var conditions = new ConditionSet(baseline.Trials.Concat(candidate.Trials).Select(trial => trial.Condition));
        var absent = wanted.Select(scope => conditions.Problem(scope.Scope)).OfType<string>().ToList();
        if (absent.Count > 0)
        {
            return Refused(rules, absent, repeatDiscordance);
        }
        var scopes = wanted.Select(scope => comparison.Find(scope.Scope)!).ToList();
        var drops = MultipleTests.Holm([.. scopes.Select(scope => scope.DropP)]);
        var worst =
            comparison.CandidateErrors == 0
                ? comparison
                : Comparison.OfComparable(baseline, candidate, rules.SuccessRule, candidateErrorsFail: true);
        var meant = cells ?? MeantCells.Of(conditions);
        ImmutableArray<ClaimResult> claims =
        [
            .. wanted
                .Select((scope, i) => Claim(rules, scope, scopes[i], worst.Find(scope.Scope)!, drops[i]))
                .Select(claim => Held(claim, meant.Missing(claim.Name, baseline, candidate, comparison.IsPaired))),
        ];
        var verdict =
            claims.Any(claim => claim.Verdict == Verdict.Regression) ? Verdict.Regression
            : claims.All(claim => claim.Verdict == Verdict.Pass) ? Verdict.Pass
            : Verdict.Inconclusive;
        ImmutableArray<string> notes =
        [
            .. comparison.UnpairedBecause is { } because ? [Unpaired(because)] : (string[])[],
            .. meant.Note is { } fewer ? [fewer] : (string[])[],
            .. Repeats(baseline, candidate) is { } repeats ? [repeats] : (string[])[],
            .. baseline.Unfinished.Concat(candidate.Unfinished).Distinct(),
            .. environments.Differences,
            .. comparison.CandidateErrors > 0
                ?
                [
                    $"{PairedCounts.InWords(comparison.CandidateErrors, "trial")} that {(comparison.IsPaired ? "only " : "")}"
                        + $"{candidate.Name} could not finish: a pass counts them as its failures, a regression leaves them out",
                ]
                : (string[])[],
        ];
        return new(
            GateResult.CurrentSchemaVersion,
            rules.Name,
            rules.Alpha,
            Guarantee: null,
            verdict,
            [.. notes, .. claims.Where(claim => claim.Verdict == verdict && verdict != Verdict.Pass).Select(claim => Why(claim, rules))],
            claims,
            comparison,
            repeatDiscordance
        )
        {
            Notes = notes,
        };
    }

    /// <summary>What sides that were run until a test could say come to: its verdicts. What makes them not comparable stays so.</summary>
    /// <param name="judged">The same sides, judged as a sample of fixed size.</param>
    /// <param name="gate">Which was told of every pair.</param>
    /// <param name="episodes">How many of each policy it was told of.</param>
    internal static GateResult Decided(GateResult judged, SequentialGate gate, int episodes)
    {
        if (judged.Verdict == Verdict.NotComparable)
        {
            return judged;
        }
        ImmutableArray<ClaimResult> claims =
        [
            .. judged
                .Claims.Select(claim => Held(claim with { Verdict = gate.Of(claim.Name) }, claim.Missing))
                .Select(claim => claim with { WhyNotYet = gate.WhyNotYet(claim.Name) })
                .Select(claim =>
                    claim.Verdict == Verdict.Inconclusive && claim.WhyNotYet is null
                        ? claim
                        : claim with
                        {
                            PairsNeeded = 0,
                            PairsNeededFor = null,
                        }
                ),
        ];
        var verdict =
            gate.Verdict == Verdict.Pass && claims.Any(claim => claim.Verdict != Verdict.Pass) ? Verdict.Inconclusive : gate.Verdict;
        return judged with
        {
            Guarantee = gate.Guarantee,
            Verdict = verdict,
            Claims = claims,
            Reasons =
            [
                $"{(gate.Verdict == Verdict.Inconclusive ? "not decided" : "decided")} after {episodes} episodes "
                    + $"by a test that is looked at after each scene; {Promise(gate.Guarantee)}",
                .. judged.Notes,
                .. claims.Where(claim => claim.Verdict == verdict && verdict != Verdict.Pass).Select(WhySequentially),
                .. claims.Where(claim => claim.WhyNotYet is not null).Select(claim => $"{claim.Name}: {claim.WhyNotYet}"),
            ],
        };
    }

    private static GateResult Refused(GateRules rules, IEnumerable<string> reasons, double? repeatDiscordance) =>
        new(
            GateResult.CurrentSchemaVersion,
            rules.Name,
            rules.Alpha,
            Guarantee: null,
            Verdict.NotComparable,
            [.. reasons],
            Claims: [],
            Comparison: null,
            repeatDiscordance
        );

    private static bool HasEnded(RecordedRun run) => run.Record.WasEndedByAGate || run.Record.Status == RunStatus.Complete;

    /// <summary>Which trials of its last round a run has that was stopped depends on how long they take, and so on how they end.</summary>
    private static string GoOnWith(RecordedRun run) =>
        $"{run.Path} was stopped before its gate, {run.Record.Gate}, could say, and is neither whole nor a sample of fixed size; gate "
        + $"{run.Record.Gate} --run --out {run.Path} --resume (or the gate's file, where it is none of this checkout's), with the same "
        + "--baseline and --candidate, goes on with it";

    private static string Promise(Guarantee guarantee) =>
        guarantee == Guarantee.Anytime
            ? "guarantee anytime: alpha holds whenever one looks"
            : "guarantee calibrated: alpha was held in simulation (results/calibration)";

    private static string P(double p) => p < 0.0001 ? "p < 0.0001" : string.Create(CultureInfo.InvariantCulture, $"p = {p:0.####}");

    /// <summary>Sides of a suite that the gate is not about.</summary>
    internal static IEnumerable<string> OtherSuites(GateRules rules, params IEnumerable<ComparisonSide> sides) =>
        sides
            .Where(side => side.Run.Record.Identity.Suite.Name != rules.Suite)
            .Select(side =>
                $"{side.Name}: the gate is about the suite {rules.Suite}, {side.Run.Path} is of {side.Run.Record.Identity.Suite.Name}"
            );

    private static IEnumerable<string> Problems(GateRules rules, ComparisonSide baseline, ComparisonSide candidate)
    {
        foreach (var problem in OtherSuites(rules, baseline, candidate))
        {
            yield return problem;
        }
        foreach (var side in new[] { baseline, candidate })
        {
            if (side.Copies is { } copies)
            {
                yield return copies;
            }
            if (side.LacksTooMany(rules) is { } lacking)
            {
                yield return $"{lacking}; {string.Join("; ", side.Unfinished)}";
            }
            if (rules.Only is { } only && !side.Trials.Any())
            {
                yield return $"{side.Name}: {side.Run.Path} has no episode that the gate is about ({only})";
            }
            if (!side.Says(rules.SuccessRule))
            {
                yield return $"{side.Name}: {side.Run.Path} does not say what succeeded by the gate's success_rule; leave that key out of "
                    + "the gate";
            }
            var (all, errored) = (side.Trials.Count(), side.Trials.Count(trial => trial.Outcome == Outcome.Errored));
            if (errored > rules.MaxErrored * all)
            {
                yield return $"{side.Name}: {errored} of {all} trials could not be carried out, at most {100 * rules.MaxErrored:0.#} % "
                    + (
                        side.Run.Record.Identity.Imported is { } imported
                            ? $"may be; run them again with {imported.Harness} and import what comes of it"
                            : "may be; eval --resume runs them again"
                    );
            }
        }
    }

    /// <param name="worst">As <paramref name="comparison"/>, if the candidate had failed where only it could not finish.</param>
    private static ClaimResult Claim(GateRules rules, ProtectedScope scope, ScopeComparison comparison, ScopeComparison worst, double dropP)
    {
        var high = comparison.IntervalAt(1 - (2 * rules.Alpha)).High;
        // What is tested together with other claims is less sure than a test of its own would be: the bound says no more than the p.
        var bounds = new DifferenceInterval(
            Math.Min(comparison.LeastAt(rules.Alpha), worst.LeastAt(rules.Alpha)),
            dropP <= rules.Alpha ? high : Math.Max(high, 0)
        );
        var verdict =
            comparison.IsNothing ? Verdict.Inconclusive
            : dropP <= rules.Alpha && comparison.Difference <= -rules.PracticalDrop ? Verdict.Regression
            : bounds.Low > -scope.Margin ? Verdict.Pass
            : Verdict.Inconclusive;
        var (needed, neededFor) =
            verdict == Verdict.Inconclusive && !comparison.IsNothing
                ? MorePairs(rules, scope.Margin, comparison, worst)
                : (0, (Verdict?)null);
        return new(scope.Scope, scope.Margin, comparison, bounds.Low, bounds.High, dropP, verdict, needed)
        {
            PairsNeededFor = neededFor,
            DetectableDrop = comparison.DetectableDropAt(rules.Alpha / rules.Claims.Length),
        };
    }

    /// <summary>A pass would say something of cells of which nothing is known.</summary>
    private static ClaimResult Held(ClaimResult claim, ImmutableArray<MissingCell> missing) =>
        claim with
        {
            Missing = missing,
            PairsNeeded = missing.IsEmpty ? claim.PairsNeeded : 0,
            PairsNeededFor = missing.IsEmpty ? claim.PairsNeededFor : null,
            Verdict = claim.Verdict == Verdict.Pass && !missing.IsEmpty ? Verdict.Inconclusive : claim.Verdict,
        };

    private static string Unknown(ClaimResult claim) =>
        $"{claim.Name}: nothing is known of "
        + string.Join(
            "; of ",
            claim.Missing.GroupBy(cell => cell.Why).Select(same => $"{string.Join(", ", same.Select(cell => cell.Name))}, {same.Key}")
        );

    /// <summary>How many more would decide a claim, by the very bound or p of the decision, if all goes on as it went. A drop of less than
    /// half the margin points to a pass, a larger one to a regression; to nothing, where it is smaller than the practical one.</summary>
    private static (int Pairs, Verdict? For) MorePairs(GateRules rules, double margin, ScopeComparison comparison, ScopeComparison worst)
    {
        var drop = Math.Max(0, -(comparison.Difference ?? 0));
        Verdict? verdict =
            drop < margin / 2 ? Verdict.Pass
            : drop >= rules.PracticalDrop ? Verdict.Regression
            : null;
        // What is asked for makes the smallest cells larger, which helps most.
        var fewest = comparison.Sizes.Min();
        if (verdict is null || !Decides(Condition.MostEpisodes))
        {
            return (0, null);
        }
        var (low, high) = (fewest, fewest + 1);
        while (!Decides(high))
        {
            (low, high) = (high, Math.Min(2 * high, Condition.MostEpisodes));
        }
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            (low, high) = Decides(middle) ? (low, middle) : (middle, high);
        }
        return (comparison.Sizes.Sum(size => Math.Max(0, high - size)), verdict);

        bool Decides(int size) =>
            verdict == Verdict.Pass
                ? Math.Min(comparison.LeastAt(rules.Alpha, size), worst.LeastAt(rules.Alpha, size)) > -margin
                : comparison.DropPOf(size) <= rules.Alpha / rules.Claims.Length;
    }

    private static string Nothing(ClaimResult claim) =>
        claim.Comparison.Difference is null
            ? claim.Missing.IsEmpty
                ? $"{claim.Name}: no episode that both sides finished: nothing to compare"
                : Unknown(claim)
            : $"{claim.Name}: neither side succeeds in any of {claim.Comparison.InWords}: nothing to compare";

    private static string Why(ClaimResult claim, GateRules rules) =>
        claim.Comparison.IsNothing ? Nothing(claim)
        : claim.Verdict == Verdict.Regression ? $"{Worse(claim)}; {P(claim.DropP)}"
        : !claim.Missing.IsEmpty ? Unknown(claim)
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{claim.Name}: a drop of {-100 * claim.LowerBound:0.0} points is not excluded by {claim.Comparison.InWords} "
                + $"(one-sided {100 * (1 - rules.Alpha):0.##} % bound), the margin is {100 * claim.Margin:0.#}; "
        ) + More(claim, rules);

    private static string More(ClaimResult claim, GateRules rules) =>
        claim.PairsNeededFor is { } verdict
            ? $"about {Needed(claim)} would probably make it a {verdict.ToString().ToLowerInvariant()}, if the difference stays as it is"
        : -claim.Comparison.Difference >= claim.Margin / 2
        && (claim.Comparison.Seeds.IsEmpty || -claim.Comparison.Difference < rules.PracticalDrop)
            ? $"more {Units(claim)} will hardly decide it: the drop is near the margin, and "
                + (
                    -claim.Comparison.Difference < rules.PracticalDrop
                        ? string.Create(
                            CultureInfo.InvariantCulture,
                            $"smaller than the {100 * rules.PracticalDrop:0.##} points of practical_drop"
                        )
                        : "these scenes say little"
                )
        : !claim.Comparison.Seeds.IsEmpty ? "more pairs of these training seeds will hardly decide it; more seeds may"
        : $"more {Units(claim)} will not make it a pass while those that {(claim.Comparison.Unpaired is null ? "only " : "")}the candidate "
            + "could not finish are its failures; run them again";

    private static string Units(ClaimResult claim) => claim.Comparison.Unpaired is null ? "pairs" : "episodes";

    private static string Needed(ClaimResult claim) =>
        claim.Comparison.Unpaired is null
            ? PairedCounts.InWords(claim.PairsNeeded, "more pair")
            : $"{PairedCounts.InWords(claim.PairsNeeded, "more episode")} of both sides together";

    /// <param name="because">Why episodes of one number are not taken for one episode.</param>
    private static string Unpaired(string because) =>
        $"unpaired, since {because}: the rates of all episodes are compared, which takes many more of them; runs of one known seed "
        + "(import --seed) are paired";

    private static string WhySequentially(ClaimResult claim) =>
        claim.Comparison.IsNothing ? Nothing(claim)
        : claim.Verdict == Verdict.Regression ? Worse(claim)
        : !claim.Missing.IsEmpty ? Unknown(claim)
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{claim.Name}: a drop of the margin, {100 * claim.Margin:0.#} points, is neither excluded nor shown by "
                + $"{claim.Comparison.InWords}"
        );

    private static string Worse(ClaimResult claim) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{claim.Name}: the candidate is worse by {-100 * claim.Comparison.Difference:0.0} points"
        ) + $", {claim.Comparison.OutcomesInWords}";
}
