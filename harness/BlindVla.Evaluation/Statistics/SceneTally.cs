namespace BlindVla.Evaluation;

/// <summary>Pairs that share scenes, counted scene by scene: all that their design effect needs, in whole numbers, so that the order of
/// the scenes does not matter.</summary>
internal sealed class SceneTally
{
    // Over the scenes: sums of products of the summed difference and the number of pairs, the one to the power that is named first, the
    // other to the second.
    private long _sum20;
    private long _sum11;
    private long _sum02;
    private long _sum40;
    private long _sum31;
    private long _sum22;
    private long _sum13;
    private long _sum04;
    private int _largest;

    public int Scenes { get; private set; }

    public int Pairs { get; private set; }

    /// <summary>Pairs of which only the candidate succeeded.</summary>
    public int Won { get; private set; }

    /// <summary>Pairs of which only the baseline succeeded.</summary>
    public int Lost { get; private set; }

    /// <summary>No scene has two pairs.</summary>
    public bool SharesNothing => Scenes == Pairs;

    /// <summary>As many scenes as there would be, if each had as many pairs as the largest.</summary>
    public double WholeScenes => (double)Pairs / _largest;

    /// <summary>What the pairs are worth so far.</summary>
    public SharedScenes Shared
    {
        get
        {
            if (SharesNothing)
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
            var square = mean * mean;
            var squares = Math.Max(0, _sum20 - (2 * mean * _sum11) + (square * _sum02));
            var fourths = _sum40 - (4 * mean * _sum31) + (6 * square * _sum22) - (4 * square * mean * _sum13) + (square * square * _sum04);
            return new(Scenes, SharedScenes.Effect(n, scenes, alone, squares, Math.Clamp(fourths, 0, squares * squares), _sum02 / n));
        }
    }

    /// <param name="pairs">That the scene has; at least one.</param>
    /// <param name="won">Of which only the candidate succeeded.</param>
    /// <param name="lost">Of which only the baseline succeeded.</param>
    public void Add(int pairs, int won, int lost)
    {
        long difference = won - lost,
            size = pairs;
        Scenes++;
        Pairs += pairs;
        Won += won;
        Lost += lost;
        var (square, product, sizes) = (difference * difference, difference * size, size * size);
        _sum20 += square;
        _sum11 += product;
        _sum02 += sizes;
        _sum40 += square * square;
        _sum31 += square * product;
        _sum22 += square * sizes;
        _sum13 += product * sizes;
        _sum04 += sizes * sizes;
        _largest = Math.Max(_largest, pairs);
    }
}
