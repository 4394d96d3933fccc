using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BlindVla.Evaluation;

/// <summary>
/// Whether a policy's actions mean what they are taken for, seen beside an expert's in the same scenes. A policy that is merely bad acts
/// unlike the expert by every convention, which is no reason for suspicion; suspect is only one that acts like the expert by another
/// convention, in nearly every scene.
/// </summary>
/// <param name="Scenes">Independent of each other.</param>
/// <param name="Moments">Questions that were asked in them.</param>
/// <param name="Findings">One for each convention that such scenes show.</param>
public sealed record ConventionCheck(int Scenes, int Moments, ImmutableArray<ConventionFinding> Findings)
{
    /// <summary>Chance that a policy that knows nothing of the scene is suspected by one convention.</summary>
    private const double Alpha = 0.01;

    /// <summary>Below this two things hardly go together, however sure it is that they do.</summary>
    private const double Clear = 0.3;

    private const int Axes = 3;
    private const double Tiny = 1e-9;

    /// <summary>Radians: who turns less than this in a step does not show how.</summary>
    private const double NoTurn = 0.005;

    private const double Degrees = 180 / Math.PI;
    private static readonly string[] Names = ["x", "y", "z"];

    [JsonIgnore]
    public bool IsSuspect => Findings.Any(finding => finding.Grade == ConventionGrade.Suspect);

    public static ConventionCheck Of(ImmutableArray<ConventionMoment> moments) =>
        new(moments.Select(moment => moment.Scene).Distinct().Count(), moments.Length, moments.IsEmpty ? [] : Find(moments));

    public string ToJson() => JsonSerializer.Serialize(this, ConventionJson.Default.ConventionCheck);

    private static ImmutableArray<ConventionFinding> Find(ImmutableArray<ConventionMoment> moments)
    {
        var axes = OfAxes(moments);
        var knowsTheScene = axes.Grade == ConventionGrade.Ok;
        return
        [
            axes,
            OfScale(moments, "distance", 0, "goes", knowsTheScene, (100, "centimetres", "metres"), (1000, "millimetres", "metres")),
            OfScale(moments, "turn", Axes, "turns", knowsTheScene, (Degrees, "degrees", "radians")),
            OfGripper(moments),
        ];
    }

    /// <summary>Every order and every sign of the three axes: whichever goes with the expert's, scene by scene.</summary>
    private static ConventionFinding OfAxes(ImmutableArray<ConventionMoment> moments)
    {
        const string Convention = "axes";
        var expert = Columns(moments, moment => moment.Expert);
        var policy = Columns(moments, moment => moment.Policy);
        if (policy.All(column => column.All(value => value == 0)))
            return new(Convention, ConventionGrade.Unknown, "it goes the same way whatever it sees");
        var orders = Orders().ToList();
        var fits = orders.ConvertAll(order => Fit(moments, expert, policy, order));
        var (own, best) = (fits[0], Enumerable.Range(0, fits.Count).MaxBy(i => fits[i].Mean));
        var correlations = string.Join(
            ", ",
            Names.Select((name, i) => $"{Number(policy[i].Zip(expert[i], (its, expert) => its * expert).Average())} of {name}")
        );
        if (best != 0)
        {
            var better = SignTest.Of(fits[best].Scenes.Zip(own.Scenes, (other, as_is) => other - as_is));
            if (better.P * (orders.Count - 1) <= Alpha && fits[best].Mean >= Clear && fits[best].Mean - own.Mean >= Clear / 2)
            {
                return new(
                    Convention,
                    ConventionGrade.Suspect,
                    $"{Described(orders[best])}: that goes with the expert's better {better}, correlation {Number(fits[best].Mean)} "
                        + $"instead of {Number(own.Mean)}"
                );
            }
        }
        var goes = SignTest.Of(own.Scenes);
        return goes.P <= Alpha && own.Mean >= Clear && best == 0
            ? new(Convention, ConventionGrade.Ok, $"they go with the expert's {goes}, correlations {correlations}")
            : new(Convention, ConventionGrade.Unknown, $"it goes unlike the expert in any order and sign, correlations {correlations}");
    }

    /// <summary>How far it goes or turns beside the expert.</summary>
    /// <param name="from">The first of the three values.</param>
    /// <param name="knowsTheScene">It goes where the expert goes: then it is not so bad as to go or turn many times too far.</param>
    /// <param name="units">How much more it would be if numbers of one unit were read as another.</param>
    private static ConventionFinding OfScale(
        ImmutableArray<ConventionMoment> moments,
        string convention,
        int from,
        string verb,
        bool knowsTheScene,
        params ReadOnlySpan<(double Factor, string Is, string ReadAs)> units
    )
    {
        var size = (Func<ConventionMoment, ReadOnlyMemory<float>> whose) =>
            Math.Sqrt(moments.Average(moment => Dot(whose(moment).Span, whose(moment).Span, from)));
        var (expert, policy) = (size(moment => moment.Expert), size(moment => moment.Policy));
        if (expert < (from == 0 ? Tiny : NoTurn))
            return new(convention, ConventionGrade.Unknown, $"the expert hardly {verb}");
        if (policy < Tiny)
            return new(convention, ConventionGrade.Unknown, $"it never {verb}");
        double[] scenes =
        [
            .. moments.GroupBy(moment => moment.Scene).Select(scene => scene.Sum(m => Dot(m.Expert.Span, m.Policy.Span, from))),
        ];
        var cosine = scenes.Sum() / (moments.Length * expert * policy);
        var (with, ratio) = (SignTest.Of(scenes), policy / expert);
        var seen = $"it {verb} {Number(ratio)} times as far as the expert, correlation {Number(cosine)}";
        // Without a likeness of direction a size alone says that a policy is bad as well as that its units are others.
        var isAlike = cosine >= Clear && with.P <= Alpha;
        foreach (var (factor, unit, readAs) in units)
        {
            if (Within(ratio, factor))
                return new(convention, Doubt(isAlike || knowsTheScene), $"{seen}: {unit} read as {readAs}?");
            if (Within(ratio, 1 / factor))
                return new(convention, Doubt(isAlike), $"{seen}: {readAs} read as {unit}?");
        }
        if (from > 0 && cosine <= -Clear && with.Against.P <= Alpha)
            return new(convention, ConventionGrade.Suspect, $"it turns the other way {with.Against}, correlation {Number(cosine)}");
        return new(convention, isAlike && Within(ratio, 1, 10) ? ConventionGrade.Ok : ConventionGrade.Unknown, seen);

        static bool Within(double ratio, double factor, double times = 3) => ratio >= factor / times && ratio <= factor * times;

        static ConventionGrade Doubt(bool isSure) => isSure ? ConventionGrade.Suspect : ConventionGrade.Unknown;
    }

    /// <summary>Whether it closes the gripper where the expert does, and opens it where the expert does.</summary>
    private static ConventionFinding OfGripper(ImmutableArray<ConventionMoment> moments)
    {
        const string Convention = "gripper";
        double[] scenes =
        [
            .. moments
                .GroupBy(moment => moment.Scene)
                .Select(scene => scene.ToLookup(moment => moment.Expert.Span[^1] > 0, moment => (double)moment.Policy.Span[^1]))
                .Where(scene => scene[true].Any() && scene[false].Any())
                .Select(scene => scene[true].Average() - scene[false].Average()),
        ];
        if (scenes.Length == 0)
            return new(Convention, ConventionGrade.Unknown, "the expert never changes it");
        if (scenes.All(difference => difference == 0))
        {
            var always = moments[0].Policy.Span[^1];
            return new(
                Convention,
                ConventionGrade.Unknown,
                $"it is {(always > 0 ? "open" : "closed")} whatever the policy sees; if that is not its way, see range and threshold"
            );
        }
        var (with, mean) = (SignTest.Of(scenes), scenes.Average());
        var seen = $"from closed to open it changes by {Number(mean)} of the expert's 2";
        if (mean <= -Clear && with.Against.P <= Alpha)
            return new(Convention, ConventionGrade.Suspect, $"it opens where the expert closes {with.Against}: inverted? {seen}");
        return mean >= Clear && with.P <= Alpha
            ? new(Convention, ConventionGrade.Ok, $"it opens and closes with the expert {with}; {seen}")
            : new(Convention, ConventionGrade.Unknown, $"{seen}, the right way {with}");
    }

    /// <summary>Correlation of axes in some order with the expert's, the mean of the three, and what each scene adds to it.</summary>
    private static (double Mean, double[] Scenes) Fit(
        ImmutableArray<ConventionMoment> moments,
        double[][] expert,
        double[][] policy,
        (int Axis, int Sign)[] order
    )
    {
        var scenes = new SortedDictionary<int, double>();
        for (var t = 0; t < moments.Length; t++)
        {
            var sum = 0.0;
            for (var i = 0; i < Axes; i++)
                sum += order[i].Sign * policy[i][t] * expert[order[i].Axis][t];
            scenes[moments[t].Scene] = scenes.GetValueOrDefault(moments[t].Scene) + (sum / Axes);
        }
        return (scenes.Values.Sum() / moments.Length, [.. scenes.Values]);
    }

    /// <summary>The three axes, each with mean 0 and variance 1; all 0 where it never changes.</summary>
    private static double[][] Columns(ImmutableArray<ConventionMoment> moments, Func<ConventionMoment, ReadOnlyMemory<float>> whose) =>
        [
            .. Enumerable
                .Range(0, Axes)
                .Select(axis =>
                {
                    double[] values = [.. moments.Select(moment => (double)whose(moment).Span[axis])];
                    var mean = values.Average();
                    var deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
                    return Array.ConvertAll(values, value => deviation < Tiny ? 0 : (value - mean) / deviation);
                }),
        ];

    /// <summary>The order and signs that are assumed, then the 47 others.</summary>
    private static IEnumerable<(int Axis, int Sign)[]> Orders()
    {
        int[][] permutations =
        [
            [0, 1, 2],
            [0, 2, 1],
            [1, 0, 2],
            [1, 2, 0],
            [2, 0, 1],
            [2, 1, 0],
        ];
        return from permutation in permutations
            from signs in Enumerable.Range(0, 1 << Axes)
            select permutation.Select((axis, i) => (axis, (signs & (1 << i)) == 0 ? 1 : -1)).ToArray();
    }

    private static string Described((int Axis, int Sign)[] order) =>
        string.Join(
            ", ",
            order
                .Select((read, i) => (Own: i, read.Axis, read.Sign))
                .Where(read => (read.Own, 1) != (read.Axis, read.Sign))
                .Select(read =>
                    read.Own == read.Axis
                        ? $"{Names[read.Own]} looks reversed"
                        : $"{Names[read.Own]} looks like {(read.Sign < 0 ? "-" : "")}{Names[read.Axis]}"
                )
        );

    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b, int from)
    {
        var sum = 0.0;
        for (var i = from; i < from + Axes; i++)
            sum += (double)a[i] * b[i];
        return sum;
    }

    private static string Number(double value)
    {
        var digits =
            Math.Abs(value) >= 10 ? 0
            : Math.Abs(value) >= 0.1 ? 2
            : 3;
        // What is rounded to nothing has no sign.
        return (Math.Round(value, digits) + 0.0).ToString(CultureInfo.InvariantCulture);
    }
}
