using System.Collections.Immutable;
using System.Text.Json.Serialization;
using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>The comparison over some of the episodes.</summary>
/// <param name="Scope">What kind of scope.</param>
/// <param name="Name">Which.</param>
/// <param name="Baseline">Rate over the pairs, or over all episodes where nothing is paired, with its Wilson interval; of cells that
/// differ in their number the mean.</param>
/// <param name="Candidate">Likewise.</param>
/// <param name="Counts">The 2x2 table.</param>
/// <param name="Shared">Scenes behind the pairs, and what that, and the training seeds, make of them; interval, p and detectable drop
/// take it into account.</param>
/// <param name="Interval">Of candidate minus baseline: Tango's, with 0 in it unless <paramref name="P"/> excludes 0; where nothing is
/// paired that of <see cref="UnpairedTable.IntervalAt"/>.</param>
/// <param name="P">McNemar, two-sided: exact where no scene has two pairs; Fisher where nothing is paired.</param>
/// <param name="AdjustedP">Of a cell, among the cells: Benjamini-Hochberg. Null where nothing is adjusted: of wider scopes,
/// and without pairs where there are some.</param>
/// <param name="DetectableDrop">The smallest drop for which <paramref name="P"/> is below 0.05 with a power of 0.8, given how often pairs
/// are discordant; 1 for none.</param>
/// <param name="Seeds">What each training seed's checkpoints differ by; empty where each side is one policy.</param>
/// <param name="Things">Objects, receptacles and tables behind the pairs, and the interval if others of them had been drawn.</param>
/// <param name="Unpaired">How many episodes the sides have where nothing could be paired; null otherwise, and where a side has
/// none.</param>
public sealed record ScopeComparison(
    ScopeKind Scope,
    string Name,
    Rate Baseline,
    Rate Candidate,
    PairedCounts Counts,
    SharedScenes Shared,
    DifferenceInterval Interval,
    double P,
    double? AdjustedP,
    double DetectableDrop,
    ImmutableArray<SeedDifference> Seeds,
    ImmutableArray<ThingInterval> Things,
    UnpairedComparison? Unpaired
)
{
    /// <summary>A difference is certain where its p is below this.</summary>
    public const double TwoSidedLevel = 0.05;

    /// <summary>Null where every cell has as many pairs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public WeighedPairs? Weighed { get; private init; }

    /// <summary>Success rate of the candidate minus that of the baseline, each cell with the same weight; null without pairs, and where
    /// nothing is paired without episodes of a side.</summary>
    public double? Difference =>
        Unpaired is not null ? Unpaired.Difference
        : Weighed is null ? Counts.Difference
        : (Weighed.Won - Weighed.Lost) / Weighed.Pairs;

    /// <summary>Cells differ in their number of pairs, or of episodes where nothing is paired.</summary>
    [JsonIgnore]
    public bool IsWeighed => Weighed is not null || Unpaired?.IsWeighed == true;

    /// <summary>What it is about: <c>12 pairs</c>, or <c>20 and 30 unpaired episodes</c>.</summary>
    [JsonIgnore]
    public string InWords =>
        Unpaired is null ? Counts.PairsInWords : $"{Unpaired.BaselineTrials} and {Unpaired.CandidateTrials} unpaired episodes";

    /// <summary>How it went: <c>lost 3, won 1</c>, or <c>18 of 20 against 12 of 30</c>.</summary>
    [JsonIgnore]
    public string OutcomesInWords =>
        Unpaired is null
            ? $"lost {Counts.OnlyBaseline}, won {Counts.OnlyCandidate}"
            : $"{Candidate.Successes} of {Unpaired.CandidateTrials} against {Baseline.Successes} of {Unpaired.BaselineTrials}";

    /// <summary>Neither side ever succeeds: who never does cannot get worse, and passes no gate.</summary>
    [JsonIgnore]
    internal bool IsNothing => Baseline.Successes + Candidate.Successes == 0;

    /// <summary>p of a drop: McNemar's, or Fisher's, one-sided.</summary>
    internal double DropP => DropPOf(least: 0);

    /// <summary>Pairs of each cell and training seed; where nothing is paired episodes of each cell and side.</summary>
    [JsonIgnore]
    internal ImmutableArray<int> Sizes { get; private init; } = [];

    // As far as scenes go, without the seeds.
    private SharedScenes Scenes { get; init; }

    // As many as weigh no less each than the heaviest does.
    private double WholeScenes { get; init; }

    private SeedScatter Scatter { get; init; }

    // Null where every cell has as many pairs.
    private CellSizes? Cells { get; init; }

    internal static ScopeComparison Of(
        Scope scope,
        IReadOnlyCollection<ComparedPair> pairs,
        UnpairedComparison? unpaired,
        double confidence
    )
    {
        var counts = PairedCounts.Of(pairs.Select(pair => (pair.Baseline, pair.Candidate)));
        var seeds = TrainingSeeds.Differences(pairs);
        var means = WeighedPairs.Of(pairs);
        var scenes = SharedScenes.Of([.. pairs.Select(pair => (pair.Scene, pair.Difference))]);
        if (means is { Difference.EffectiveOutcomes: var worth })
        {
            scenes = scenes with { DesignEffect = counts.Pairs / worth };
        }
        var whole = means?.Difference.WholeScenes ?? scenes.Scenes;
        var scatter = TrainingSeeds.Scatter(pairs, seeds);
        var shared = WithSeeds(scenes, scatter, confidence, times: 1);
        var weighed = means is { } mean ? Weigh(mean.Difference, mean.Baseline, mean.Candidate, counts.Pairs / shared.DesignEffect) : null;
        var unjudged = new ScopeComparison(
            scope.Kind,
            scope.Name,
            unpaired is not null ? unpaired.Baseline.Rate
                : means is { } b ? Rate.Of(counts.BaselineSuccesses, b.Baseline)
                : Rate.Of(pairs.Select(pair => (pair.Scene, pair.Baseline))),
            unpaired is not null ? unpaired.Candidate.Rate
                : means is { } c ? Rate.Of(counts.CandidateSuccesses, c.Candidate)
                : Rate.Of(pairs.Select(pair => (pair.Scene, pair.Candidate))),
            counts,
            shared,
            default,
            P: 1,
            AdjustedP: null,
            DetectableDrop: 1,
            seeds,
            ThingInterval.Of(pairs, shared, weighed, confidence),
            unpaired
        )
        {
            Weighed = weighed,
            Sizes = [.. unpaired?.Sizes ?? pairs.CountBy(pair => (pair.Seed, pair.Cell)).Select(cell => cell.Value)],
            Scenes = scenes,
            WholeScenes = whole,
            Scatter = scatter,
            Cells = weighed is null ? null : SizesOf(pairs),
        };
        var p = unjudged.TwoSidedP;
        return unjudged with
        {
            Interval = unjudged.IntervalAt(confidence),
            P = p,
            DetectableDrop = unjudged.DetectableDropAt(TwoSidedLevel / 2),
        };
    }

    /// <summary>The least that the difference may be, but for a chance of alpha: by the pairs, and by scenes that may be lost in all their
    /// cells without one having been met.</summary>
    /// <param name="least">If every cell had at least so many pairs, that end as these do; 0 for those that are there.</param>
    internal double LeastAt(double alpha, int least = 0)
    {
        var confidence = 1 - (2 * alpha);
        var low = IntervalAt(confidence, least).Low;
        if (Unpaired is not null || Counts.Pairs == 0)
        {
            return low;
        }
        var (times, scenes) = GrownTo(least);
        var shared = WithSeeds(Scenes, Scatter, confidence, times);
        low = Math.Min(
            low,
            DifferenceInterval.LowerBound(times * Counts.Pairs / shared.DesignEffect, times * WonAt(shared), times * LostAt(shared), alpha)
        );
        if (Shared.Scenes == Counts.Pairs)
        {
            return low;
        }
        var unseen = SharedScenes.Unseen(scenes * WholeScenes, alpha);
        var gain = Math.Max(0, Difference ?? 0);
        return Math.Min(low, gain - (unseen * (1 + gain)));
    }

    /// <summary>How many times as much its pairs would be worth, and how many times as many whole scenes there would be. Where cells differ
    /// in size, those that are large have less to grow, and the scenes that they had for themselves come to be shared.</summary>
    /// <param name="least">If every cell had at least so many pairs.</param>
    private (double Pairs, double Scenes) GrownTo(int least)
    {
        if (Sizes.IsEmpty || least <= Sizes.Min())
        {
            return (1, 1);
        }
        if (Cells is null)
        {
            var times = (double)least / Sizes[0];
            return (times, times);
        }
        var grown = Cells.WithAtLeast(least);
        var discordance = (Weighed!.Won + Weighed.Lost) / Weighed.Pairs;
        var correlation = Cells.CorrelationOf(Counts.Pairs / Scenes.DesignEffect, discordance);
        return (grown.Worth(discordance, correlation) / Cells.Worth(discordance, correlation), grown.WholeScenes / Cells.WholeScenes);
    }

    private static CellSizes SizesOf(IReadOnlyCollection<ComparedPair> pairs) =>
        new([
            .. pairs
                .GroupBy(pair => pair.Cell.Task)
                .Select(task => task.CountBy(pair => (pair.Seed, pair.Cell)).Select(cell => cell.Value).ToImmutableArray()),
        ]);

    private double TwoSidedP =>
        Unpaired?.TwoSidedP
        ?? AtItsOwnLevel(
            shared => Weighed is null ? PairedTest.McNemar(Counts, shared) : PairedTest.McNemar(WonAt(shared), LostAt(shared)),
            level => 1 - level,
            times: 1
        );

    /// <inheritdoc cref="IntervalAt"/>
    internal double DropPOf(int least)
    {
        if (Unpaired is not null)
        {
            return Unpaired.DropP(least);
        }
        var times = GrownTo(least).Pairs;
        return AtItsOwnLevel(
            shared =>
                Weighed is null && times == 1
                    ? PairedTest.McNemarDrop(Counts, shared)
                    : PairedTest.McNemarDrop(times * WonAt(shared), times * LostAt(shared)),
            level => 1 - (2 * level),
            times
        );
    }

    /// <summary>The interval of another confidence.</summary>
    /// <param name="least">If every cell had at least so many pairs, that end as these do; 0 for those that are there.</param>
    internal DifferenceInterval IntervalAt(double confidence, int least = 0)
    {
        if (Unpaired is not null)
        {
            return Unpaired.IntervalAt(confidence, least);
        }
        var times = GrownTo(least).Pairs;
        var shared = WithSeeds(Scenes, Scatter, confidence, times);
        return Weighed is null && times == 1
            ? DifferenceInterval.OfPairs(Counts, shared, confidence)
            : DifferenceInterval.OfPairs(
                times * Counts.Pairs / shared.DesignEffect,
                times * WonAt(shared),
                times * LostAt(shared),
                confidence
            );
    }

    /// <summary>What seeds add depends on the level, so that p is the level at which a test would just find something.</summary>
    private double AtItsOwnLevel(Func<SharedScenes, double> p, Func<double, double> confidence, double times)
    {
        if (Scatter.Effect == 0)
        {
            return p(Scenes);
        }
        var (low, high) = (0.0, 1.0);
        // To a billionth: of few seeds no p is as small.
        for (var i = 0; i < 30; i++)
        {
            var middle = (low + high) / 2;
            var isFound = confidence(middle) <= 0 || p(WithSeeds(Scenes, Scatter, confidence(middle), times)) <= middle;
            (low, high) = isFound ? (low, middle) : (middle, high);
        }
        return high;
    }

    // Pairs that share nothing and would say as much.
    private double WonAt(SharedScenes shared) =>
        Weighed is null ? Counts.OnlyCandidate / shared.DesignEffect : Weighed.Won * Shared.DesignEffect / shared.DesignEffect;

    private double LostAt(SharedScenes shared) =>
        Weighed is null ? Counts.OnlyBaseline / shared.DesignEffect : Weighed.Lost * Shared.DesignEffect / shared.DesignEffect;

    private static SharedScenes WithSeeds(SharedScenes scenes, SeedScatter scatter, double confidence, double times) =>
        scenes with
        {
            DesignEffect = scenes.DesignEffect + scatter.AddedAt(confidence, times),
        };

    /// <summary>The smallest drop that the test of a drop finds with a power of 0.8, at another level; 1 for none.</summary>
    /// <param name="level">One-sided.</param>
    internal double DetectableDropAt(double level) =>
        Unpaired?.DetectableDropAt(level)
        ?? PairPower.DetectableDrop(
            (int)(Counts.Pairs / WithSeeds(Scenes, Scatter, 1 - (2 * level), times: 1).DesignEffect),
            Counts.Pairs == 0 ? 1
                : Weighed is null ? (double)Counts.Discordant / Counts.Pairs
                : (Weighed.Won + Weighed.Lost) / Weighed.Pairs,
            level
        );

    private static WeighedPairs Weigh(ClusteredMean difference, ClusteredMean baseline, ClusteredMean candidate, double pairs) =>
        new(pairs, pairs * difference.Won, pairs * difference.Lost, baseline.Mean, candidate.Mean);

    internal static ImmutableArray<ScopeComparison> Adjust(IReadOnlyList<ScopeComparison> scopes)
    {
        var cells = scopes.Where(scope => scope is { Scope: ScopeKind.Cell, Difference: not null }).ToList();
        var adjusted = MultipleTests.BenjaminiHochberg([.. cells.Select(cell => cell.P)]);
        var byName = cells.Zip(adjusted).ToDictionary(pair => pair.First.Name, pair => (double?)pair.Second);
        return
        [
            .. scopes.Select(scope =>
                scope.Scope == ScopeKind.Cell ? scope with { AdjustedP = byName.GetValueOrDefault(scope.Name) } : scope
            ),
        ];
    }
}
