namespace BlindVla.Evaluation;

/// <summary>
/// What pairs, or trials, that share scenes are worth. The episodes of a task with the same number are one scene in all cells, but for
/// what their axes change: a policy that loses it loses it several times, and that is no evidence as so many losses in different scenes
/// are. Counts divided by the design effect are those of pairs that share nothing (Rao and Scott 1992, Biometrics 48:577; Obuchowski 1998
/// and Durkalski et al. 2003, Statistics in Medicine 17:1495 and 22:2417, for McNemar's test).
/// </summary>
/// <param name="Scenes">Different ones.</param>
/// <param name="DesignEffect">The variance of the difference over that of as many pairs which share nothing; at least 1.</param>
public readonly record struct SharedScenes(int Scenes, double DesignEffect)
{
    /// <summary>Scenes before which next to nothing is known of how far pairs that share them agree.</summary>
    internal const int Fewest = 20;

    /// <summary>How many scenes: <c>1 scene</c>, <c>2 scenes</c>.</summary>
    public string InWords => PairedCounts.InWords(Scenes, "scene");

    /// <param name="pairs">The scene of each, and candidate minus baseline: -1, 0 or 1. Of trials 0 or 1, whether it succeeded.</param>
    public static SharedScenes Of(IReadOnlyCollection<(string Scene, int Difference)> pairs)
    {
        var tally = new SceneTally();
        foreach (var scene in pairs.GroupBy(pair => pair.Scene))
        {
            tally.Add(scene.Count(), scene.Count(pair => pair.Difference > 0), scene.Count(pair => pair.Difference < 0));
        }
        return tally.Shared;
    }

    /// <summary>
    /// As many as show one that is lost, but for a chance of alpha, where such a share of all is. Cells that have fewer scenes than this
    /// exclude no such drop, however many pairs they are: it may lie in scenes of a kind that was not met.
    /// </summary>
    internal static double ToSee(double share, double alpha) => Math.Log(alpha) / Math.Log(1 - share);

    /// <summary>The share of scenes that may be lost in all their cells without one having been met, but for a chance of alpha: of
    /// <see cref="ToSee"/> the reverse.</summary>
    internal static double Unseen(double scenes, double alpha) => 1 - Math.Pow(alpha, 1 / scenes);

    /// <summary>
    /// How much the outcomes of a scene agree cannot be seen where nearly all outcomes are alike. So one outcome's worth of scenes that
    /// agree entirely is added: it decides where there is nothing else, and is lost among many. And a variance that a few scenes make is
    /// known as badly as from so few, for which G/(G-1) with all scenes is too little: they are as many as 1/x, x being the fourths
    /// over the squares' square (Carter, Schnepel and Steigerwald 2017, Review of Economics and Statistics 99:698). By simulation half
    /// of x suffices.
    /// </summary>
    /// <param name="outcomes">How many.</param>
    /// <param name="scenes">How many they share.</param>
    /// <param name="alone">Variance of their sum, if they shared nothing.</param>
    /// <param name="squares">Of the scenes' sums about their mean, summed.</param>
    /// <param name="fourths">Likewise of the fourth powers.</param>
    /// <param name="most">The effect, if outcomes of a scene were all alike.</param>
    internal static double Effect(double outcomes, double scenes, double alone, double squares, double fourths, double most)
    {
        var ofAll = scenes / (scenes - 1);
        var shared = squares > 0 ? squares * Math.Max(ofAll, 1 / (1 - (fourths / (2 * squares * squares)))) : 0;
        return Math.Clamp((shared + (outcomes / scenes)) / (alone + 1), 1, 1 + (Math.Max(0, most - 1) * ofAll));
    }
}
