using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace BlindVla.Evaluation;

/// <summary>
/// An interval that holds for other things of a kind than those that were drawn. Episodes with the same object are no more different
/// objects than episodes of the same scene are different scenes: here the things are the clusters. There are few of them, so that the
/// variance between them is known badly, and Student's quantile takes the place of the normal one (Cameron and Miller 2015, Journal of
/// Human Resources 50:317, section VI).
/// </summary>
/// <param name="Kind"><c>object</c>, <c>receptacle</c> or <c>table</c>.</param>
/// <param name="Things">Different ones behind the pairs.</param>
/// <param name="DesignEffect">The variance of the difference over that of as many pairs which share nothing; at least that of shared
/// scenes.</param>
/// <param name="Interval">Of candidate minus baseline; null of one thing, which says nothing of others.</param>
public sealed record ThingInterval(string Kind, int Things, double DesignEffect, DifferenceInterval? Interval)
{
    /// <summary>How many: <c>1 object</c>, <c>9 objects</c>.</summary>
    [JsonIgnore]
    public string InWords => PairedCounts.InWords(Things, Kind);

    /// <summary>Of every kind that the pairs' world has.</summary>
    /// <param name="weighed">Null where every cell has as many pairs.</param>
    internal static ImmutableArray<ThingInterval> Of(
        IReadOnlyCollection<ComparedPair> pairs,
        SharedScenes scenes,
        WeighedPairs? weighed,
        double confidence
    ) =>
        [
            .. new (string Kind, Func<ComparedPair, string?> Of)[]
            {
                ("object", pair => pair.Object),
                ("receptacle", pair => pair.Receptacle),
                ("table", pair => pair.Table),
            }
                .Where(kind => pairs.Count > 0 && pairs.All(pair => kind.Of(pair) is not null))
                .Select(kind =>
                    Of(kind.Kind, [.. pairs.Select(pair => (kind.Of(pair)!, pair.Difference))], pairs, scenes, weighed, confidence)
                ),
        ];

    private static ThingInterval Of(
        string kind,
        IReadOnlyCollection<(string Thing, int Difference)> differences,
        IReadOnlyCollection<ComparedPair> pairs,
        SharedScenes scenes,
        WeighedPairs? weighed,
        double confidence
    )
    {
        var shared = SharedScenes.Of(differences);
        // A few things can agree by chance; that they share scenes, too, is known better.
        var effect = Math.Max(shared.DesignEffect, scenes.DesignEffect);
        if (shared.Scenes < 2)
        {
            return new(kind, shared.Scenes, effect, Interval: null);
        }
        var student = StudentInterval.OverNormal(shared.Scenes, confidence);
        var (won, lost) = weighed is null
            ? (Share(pairs, difference: 1), Share(pairs, difference: -1))
            : (weighed.Won / weighed.Pairs, weighed.Lost / weighed.Pairs);
        var worth = pairs.Count / (effect * student * student);
        return new(kind, shared.Scenes, effect, DifferenceInterval.OfPairs(worth, worth * won, worth * lost, confidence));
    }

    private static double Share(IReadOnlyCollection<ComparedPair> pairs, int difference) =>
        (double)pairs.Count(pair => pair.Difference == difference) / pairs.Count;
}
