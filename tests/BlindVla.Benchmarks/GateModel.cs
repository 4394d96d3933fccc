using System.Collections.Immutable;
using System.Globalization;
using BlindVla.Core;
using BlindVla.Evaluation;

namespace BlindVla.Benchmarks;

/// <summary>
/// A gate over cells that share scenes, to be simulated. With the chance that gives the correlation all cells of a scene end alike, the
/// most that they can agree at that correlation; a cell that is worse then is so by losing more of those scenes.
/// </summary>
internal sealed class GateModel
{
    /// <summary>What became of a pair, besides 1 for won and -1 for lost.</summary>
    private const int Both = 0;
    private const int Neither = 2;

    private readonly int[][] _claims;
    private readonly int[]? _sizes;

    private GateModel(
        string name,
        GateRules rules,
        int cells,
        double discordance,
        double correlation,
        string[] groups,
        string[] worse,
        int[]? sizes = null
    )
    {
        _sizes = sizes;
        (Name, Rules, Cells, Discordance, Correlation) = (name, rules, cells, discordance, correlation);
        var conditions = new ConditionSet(
            groups.Select(
                (group, cell) =>
                    new Condition(
                        "reach",
                        group == "id" ? "id" : $"{group}/axis{cell}",
                        null,
                        group == "id" ? Split.InDistribution : Split.OutOfDistribution
                    )
            )
        );
        Plan = sizes is null ? GatePlan.Of(rules, conditions, PlanBasis.Of(discordance, correlation)) : null;
        _claims =
        [
            .. rules.Claims.Select(claim =>
                conditions
                    .All.Index()
                    .Where(cell => conditions.NamesOf(cell.Item).Contains(claim.Scope))
                    .Select(cell => cell.Index)
                    .ToArray()
            ),
        ];
        Candidates =
        [
            new("alike", new double[cells]),
            .. rules
                .Claims.Index()
                .Where(claim => worse.Contains(claim.Item.Scope) && claim.Item.Margin < discordance + 1e-9)
                .Select(claim => new CandidateModel(
                    $"worse by the margin in {claim.Item.Scope}",
                    [.. Enumerable.Range(0, cells).Select(cell => _claims[claim.Index].Contains(cell) ? -claim.Item.Margin : 0)]
                )),
            .. groups.Contains("id") && cells > 4 && rules.Margin * cells / (cells - 1) < discordance
                ?
                [
                    new CandidateModel(
                        "worse by the margin in all but not in id",
                        [.. groups.Select(group => group == "id" ? 0 : -rules.Margin * cells / (cells - 1))]
                    ),
                ]
                : (CandidateModel[])[],
        ];
    }

    public string Name { get; }

    public GateRules Rules { get; }

    public int Cells { get; }

    public double Discordance { get; }

    public double Correlation { get; }

    /// <summary>Null of what was not planned, and is only judged as a sample of fixed size.</summary>
    public GatePlan? Plan { get; }

    /// <summary>Of a sample of fixed size.</summary>
    public int Episodes => Plan?.Episodes ?? _sizes!.Sum();

    public ImmutableArray<CandidateModel> Candidates { get; private init; }

    public static GateModel OneCell(double margin, double power, double discordance) =>
        new(Named("one cell", 0), Gate(margin, power), 1, discordance, 0, ["id"], ["all"]);

    /// <summary>Planned for next to no discordant pairs: a candidate that is worse by the margin then wins next to nothing, and a small
    /// sample easily has none of its losses.</summary>
    public static GateModel HardlyDiscordant(double margin, double discordance) =>
        new(
            string.Create(CultureInfo.InvariantCulture, $"one cell planned for {100 * discordance:0.##} % discordant"),
            Gate(margin, 0.8),
            1,
            discordance,
            0,
            ["id"],
            []
        )
        {
            Candidates =
            [
                new("alike", [0]),
                new("worse by the margin and wins nothing", [-margin], margin),
                new("worse by the margin and wins a hundredth", [-margin], margin + 0.02),
            ],
        };

    /// <summary>A large cell and many small ones.</summary>
    public static GateModel LargeAndSmall(double discordance, double correlation) =>
        new(
            Named("one large cell of 14", correlation),
            Gate(0.1, 0.8, ("id", 0.05)),
            14,
            discordance,
            correlation,
            ["id", .. Enumerable.Repeat("vision", 13)],
            []
        );

    /// <summary>So many scenes as somebody happened to run, and not as any plan says.</summary>
    /// <param name="first">Of the first cell.</param>
    /// <param name="scenes">Of the others.</param>
    public static GateModel Unplanned(int cells, int first, int scenes, double margin, double discordance, double correlation) =>
        new(
            Named(string.Create(CultureInfo.InvariantCulture, $"{first} and {cells - 1} times {scenes} scenes"), correlation),
            Gate(margin, 0.8),
            cells,
            discordance,
            correlation,
            [.. Enumerable.Repeat("vision", cells)],
            ["all"],
            [first, .. Enumerable.Repeat(scenes, cells - 1)]
        );

    /// <summary>Policies that hardly ever succeed, with which a gate may end early.</summary>
    public static GateModel Hopeless(int cells, double margin, double correlation) =>
        new(
            Named($"hopeless in {cells} {(cells == 1 ? "cell" : "cells")}", correlation),
            Gate(margin, 0.8),
            cells,
            0.1,
            correlation,
            [.. Enumerable.Repeat("vision", cells)],
            []
        )
        {
            Candidates =
            [
                new("neither ever succeeds", new double[cells], 0, 0),
                new("worse by the margin and never succeeds", [.. Enumerable.Repeat(-margin, cells)], margin, margin),
                new("alike and succeed in a fiftieth", new double[cells], 0.02, 0.02),
                new("alike and succeed in a tenth", new double[cells], 0.1, 0.1),
            ],
        };

    public static GateModel OneClaim(int cells, double margin, double discordance, double correlation) =>
        new(
            Named($"one claim of {cells} cells", correlation),
            Gate(margin, 0.8),
            cells,
            discordance,
            correlation,
            [.. Enumerable.Repeat("vision", cells)],
            ["all"]
        );

    /// <summary>As <c>scenarios/gates/put-on-plate.yaml</c>.</summary>
    public static GateModel PutOnPlate(double discordance, double correlation) =>
        new(
            Named("put-on-plate", correlation),
            Gate(0.05, 0.8, ("id", 0.1), ("vision", 0.1), ("semantic", 0.1), ("execution", 0.1)),
            4,
            discordance,
            correlation,
            ["id", "vision", "semantic", "execution"],
            ["all", "vision"]
        );

    /// <summary>As <c>scenarios/gates/ood.yaml</c>: cells of different size.</summary>
    public static GateModel Ood(double discordance, double correlation) =>
        new(
            Named("ood", correlation),
            Gate(0.03, 0.8, ("id", 0.05), ("vision", 0.1), ("semantic", 0.1), ("execution", 0.1)),
            14,
            discordance,
            correlation,
            ["id", .. Enumerable.Repeat("vision", 5), .. Enumerable.Repeat("semantic", 5), .. Enumerable.Repeat("execution", 3)],
            ["all", "id"]
        );

    /// <summary>The same suite, each cell but one protected by itself.</summary>
    public static GateModel FourteenClaims(double discordance, double correlation) =>
        new(
            Named("fourteen claims", correlation),
            Gate(0.05, 0.8, [.. Enumerable.Range(0, 13).Select(cell => ($"vision/axis{cell}", 0.1))]),
            14,
            discordance,
            correlation,
            [.. Enumerable.Repeat("vision", 14)],
            ["all", "vision/axis0"]
        );

    /// <summary>As a sample of the planned size.</summary>
    public (Verdict Verdict, int Episodes) Judge(CandidateModel candidate, KeyedRandom random)
    {
        int[] sizes = _sizes ?? [.. Plan!.Cells.Select(cell => cell.Pairs)];
        var scenes = sizes.Max();
        var (pairs, isOpen) = (new int[scenes][], new bool[Cells]);
        for (var scene = 0; scene < scenes; scene++)
        {
            for (var cell = 0; cell < Cells; cell++)
                isOpen[cell] = scene < sizes[cell];
            pairs[scene] = new int[Cells];
            Draw(candidate, random, pairs[scene], isOpen);
        }
        var (drops, allPass, worst) = (new double[_claims.Length], true, 1.0);
        var low = new bool[_claims.Length];
        for (var claim = 0; claim < _claims.Length; claim++)
        {
            var worth = Worth(pairs, sizes, _claims[claim]);
            allPass &= _claims[claim].Length == 1 || SharedScenes.Unseen(worth.Scenes, Alpha) < Rules.Claims[claim].Margin;
            allPass &= Enumerable
                .Range(0, scenes)
                .Any(scene => _claims[claim].Any(cell => scene < sizes[cell] && pairs[scene][cell] != Neither));
            allPass &= DifferenceInterval.LowerBound(worth.Pairs, worth.Won, worth.Lost, Alpha) > -Rules.Claims[claim].Margin;
            drops[claim] = worth.Lost <= 0 ? 1 : PairedTest.McNemarDrop(worth.Won, worth.Lost);
            low[claim] = worth.Won - worth.Lost <= -Rules.PracticalDrop * worth.Pairs;
        }
        worst = MultipleTests.Holm(drops).Zip(low).Where(drop => drop.Second).Select(drop => drop.First).DefaultIfEmpty(1).Min();
        return (
            worst <= Alpha ? Verdict.Regression
            : allPass ? Verdict.Pass
            : Verdict.Inconclusive,
            Episodes
        );
    }

    /// <summary>Looked at after each scene, as <c>gate --run</c> does, which leaves out cells of claims that are over.</summary>
    public (Verdict Verdict, int Episodes) Run(CandidateModel candidate, KeyedRandom random, bool anytime)
    {
        var rules = anytime ? Rules with { Guarantee = Guarantee.Anytime } : Rules;
        ClaimTest[] tests = [.. rules.Claims.Select((claim, i) => ClaimTest.Of(rules, claim.Margin, Plan!.Claims[i].Power))];
        var (episodes, pairs, isOpen) = (0, new int[Cells], new bool[Cells]);
        for (var scene = 0; scene < Plan!.LongestPerCell; scene++)
        {
            Array.Clear(isOpen);
            for (var claim = 0; claim < tests.Length; claim++)
            {
                foreach (var cell in tests[claim].IsOver ? [] : _claims[claim])
                    isOpen[cell] = true;
            }
            Draw(candidate, random, pairs, isOpen);
            episodes += isOpen.Count(open => open);
            var (passed, over) = (0, 0);
            for (var claim = 0; claim < tests.Length; claim++)
            {
                if (!tests[claim].IsOver)
                    tests[claim].AddScene(Counts(pairs, _claims[claim], isOpen));
                if (tests[claim].Verdict == Verdict.Regression)
                    return (Verdict.Regression, episodes);
                passed += tests[claim].Verdict == Verdict.Pass ? 1 : 0;
                over += tests[claim].IsOver ? 1 : 0;
            }
            if (over == tests.Length)
                return (passed == over ? Verdict.Pass : Verdict.Inconclusive, episodes);
        }
        return (Verdict.Inconclusive, episodes);
    }

    private const double Alpha = 0.05;

    private static GateRules Gate(double margin, double power, params ImmutableArray<(string Scope, double Margin)> scopes) =>
        new(
            "calibration",
            "none",
            margin,
            [.. scopes.Select(scope => new ProtectedScope(scope.Scope, scope.Margin))],
            Alpha,
            power,
            0,
            0.01,
            null
        );

    private static string Named(string name, double correlation) =>
        string.Create(CultureInfo.InvariantCulture, $"{name} {correlation:0.##}");

    private static PairedCounts Counts(int[] pairs, int[] cells, bool[] isOpen)
    {
        var (won, lost, neither, all) = (0, 0, 0, 0);
        foreach (var cell in cells)
        {
            if (isOpen[cell])
            {
                all++;
                won += pairs[cell] == 1 ? 1 : 0;
                lost += pairs[cell] == -1 ? 1 : 0;
                neither += pairs[cell] == Neither ? 1 : 0;
            }
        }
        return new(all - won - lost - neither, won, lost, neither);
    }

    /// <summary>As a comparison of recorded runs takes it.</summary>
    private static (double Pairs, double Won, double Lost, double Scenes) Worth(int[][] pairs, int[] sizes, int[] cells)
    {
        if (cells.All(cell => sizes[cell] == sizes[cells[0]]))
        {
            var tally = new SceneTally();
            for (var scene = 0; scene < sizes[cells[0]]; scene++)
            {
                var (won, lost) = (0, 0);
                foreach (var cell in cells)
                {
                    won += pairs[scene][cell] == 1 ? 1 : 0;
                    lost += pairs[scene][cell] == -1 ? 1 : 0;
                }
                tally.Add(cells.Length, won, lost);
            }
            var effect = tally.Shared.DesignEffect;
            return (tally.Pairs / effect, tally.Won / effect, tally.Lost / effect, tally.Scenes);
        }
        return Weighted(pairs, sizes, cells);
    }

    /// <summary>As <see cref="ClusteredMean"/>, which is made for tables and slow, with cells as its strata.</summary>
    private static (double Pairs, double Won, double Lost, double Scenes) Weighted(int[][] pairs, int[] sizes, int[] cells)
    {
        var (won, lost) = (0.0, 0.0);
        Span<double> means = stackalloc double[pairs[0].Length];
        foreach (var cell in cells)
        {
            var (wins, losses) = (0, 0);
            for (var scene = 0; scene < sizes[cell]; scene++)
            {
                wins += pairs[scene][cell] == 1 ? 1 : 0;
                losses += pairs[scene][cell] == -1 ? 1 : 0;
            }
            means[cell] = (wins - losses) / (double)sizes[cell];
            won += wins / ((double)cells.Length * sizes[cell]);
            lost += losses / ((double)cells.Length * sizes[cell]);
        }
        var n = (double)cells.Length * cells.Min(cell => sizes[cell]);
        var (squares, fourths, most) = (0.0, 0.0, 0.0);
        for (var scene = 0; scene < pairs.Length; scene++)
        {
            var (sum, all) = (0.0, 0.0);
            foreach (var cell in cells)
            {
                if (scene >= sizes[cell])
                    continue;
                var weight = n / ((double)cells.Length * sizes[cell]);
                sum += weight * ((pairs[scene][cell] == Neither ? 0 : pairs[scene][cell]) - means[cell]);
                all += weight;
            }
            squares += sum * sum;
            fourths += sum * sum * sum * sum;
            most += all * all / n;
        }
        // The first scene is in all cells.
        var scenes = 1 / cells.Sum(cell => 1 / ((double)cells.Length * sizes[cell]));
        var alone = n * n / (n - 1) * (won + lost - ((won - lost) * (won - lost)));
        var worth = n / SharedScenes.Effect(n, scenes, alone, squares, fourths, most);
        return (worth, worth * won, worth * lost, scenes);
    }

    /// <summary>Of one scene: 1, 0 or -1 of each cell that is run.</summary>
    private void Draw(CandidateModel candidate, KeyedRandom random, int[] pairs, bool[] isOpen)
    {
        var common = Correlation > 0 && random.NextDouble() < Correlation ? random.NextDouble() : -1;
        for (var cell = 0; cell < pairs.Length; cell++)
        {
            if (!isOpen[cell])
                continue;
            var u = common < 0 ? random.NextDouble() : common;
            var discordance = candidate.Discordance ?? Discordance;
            var lost = (discordance - candidate.Difference[cell]) / 2;
            pairs[cell] =
                u < lost ? -1
                : u >= 1 - (discordance - lost) ? 1
                : u < (candidate.Rate ?? 1) ? Both
                : Neither;
        }
    }
}
