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
    /// How much the outcomes of a scene agree cannot be seen where nearly all outcomes are alike. So one outcome's worth of scenes that
    /// agree entirely is added: it decides where there is nothing else, and is lost among many.
    /// </summary>
    /// <param name="outcomes">How many.</param>
    /// <param name="alone">Variance of their sum, if they shared nothing.</param>
    /// <param name="shared">Variance of their sum, as the scenes show it.</param>
    internal static double Effect(double outcomes, double scenes, double alone, double shared) =>
        Math.Max(1, (shared + (outcomes / scenes)) / (alone + 1));
}
