namespace BlindVla.Evaluation;

/// <summary>Pairs that share scenes, counted scene by scene: all that their design effect needs, in whole numbers, so that the order of
/// the scenes does not matter.</summary>
internal sealed class SceneTally
{
    // Over the scenes: of the summed difference squared, of it times the number of pairs, and of that number squared.
    private long _squares;
    private long _products;
    private long _sizes;

    public int Scenes { get; private set; }

    public int Pairs { get; private set; }

    /// <summary>Pairs of which only the candidate succeeded.</summary>
    public int Won { get; private set; }

    /// <summary>Pairs of which only the baseline succeeded.</summary>
    public int Lost { get; private set; }

    /// <summary>What the pairs are worth so far.</summary>
    public SharedScenes Shared
    {
        get
        {
            if (Scenes == Pairs)
            {
                return new(Scenes, 1);
            }
            double n = Pairs,
                scenes = Scenes;
            if (Scenes < 2)
            {
                return new(Scenes, n / scenes);
            }
            var mean = (Won - Lost) / n;
            var alone = Won + Lost - (n * mean * mean);
            var shared = scenes / (scenes - 1) * Math.Max(0, _squares - (2 * mean * _products) + (mean * mean * _sizes));
            return new(Scenes, SharedScenes.Effect(n, scenes, alone, shared));
        }
    }

    /// <param name="pairs">That the scene has; at least one.</param>
    /// <param name="won">Of which only the candidate succeeded.</param>
    /// <param name="lost">Of which only the baseline succeeded.</param>
    public void Add(int pairs, int won, int lost)
    {
        long difference = won - lost;
        Scenes++;
        Pairs += pairs;
        Won += won;
        Lost += lost;
        _squares += difference * difference;
        _products += difference * pairs;
        _sizes += (long)pairs * pairs;
    }
}
