using System.Collections.Immutable;

namespace BlindVla.Policies.Torch;

/// <summary>
/// Between action tokens and action values: each value is one of the bins of [-1, 1], and the bins are the last tokens of the vocabulary,
/// the highest bin the lowest id.
/// </summary>
public sealed class ActionCodec
{
    private readonly int _tokenLimit;
    private readonly ImmutableArray<double> _edges;
    private readonly ImmutableArray<double> _centers;

    public ActionCodec(OpenVlaConfig config)
        : this(config.TokenLimit, config.ActionBins) { }

    /// <param name="tokenLimit">Ids of actions end here.</param>
    public ActionCodec(int tokenLimit, int bins)
    {
        _tokenLimit = tokenLimit;
        Bins = bins;
        // numpy.linspace(-1, 1, bins), to the last bit.
        var step = 2.0 / (Bins - 1);
        _edges = [.. Enumerable.Range(0, Bins).Select(i => i == Bins - 1 ? 1 : (i * step) - 1)];
        _centers = [.. _edges.Zip(_edges.Skip(1), (low, high) => (low + high) / 2)];
    }

    public int Bins { get; }

    /// <summary>The lowest id that is an action; as many follow as there are bins.</summary>
    public int FirstToken => _tokenLimit - Bins;

    /// <summary>The middle of the bin that a token names; an id that is no action is taken for the nearest one.</summary>
    public double Decode(long token) => _centers[(int)Math.Clamp(_tokenLimit - token - 1, 0, _centers.Length - 1)];

    /// <summary>The token of a normalised value; what is outside [-1, 1] is moved to its end.</summary>
    public int Encode(double value)
    {
        var clipped = Math.Clamp(value, -1, 1);
        // numpy.digitize: how many edges are at or below the value.
        var found = _edges.BinarySearch(clipped);
        return _tokenLimit - (found >= 0 ? found + 1 : ~found);
    }

    /// <summary>Mean absolute difference of the values that tokens name from those that labels name, as OpenVLA's fine-tuning script has
    /// it: where a label is no action, such as the end behind one, nothing is compared. Null where none is.</summary>
    public double? MeanDistance(IEnumerable<long> tokens, IEnumerable<long> labels) =>
        tokens
            .Zip(labels)
            .Where(pair => pair.Second >= FirstToken && pair.Second < _tokenLimit)
            .Average(pair => (double?)Math.Abs(Decode(pair.First) - Decode(pair.Second)));

    /// <summary>From the units of a data set to [-1, 1], clipped; a value that never changes becomes 0, and one that it does not scale
    /// stays as it is.</summary>
    public static double[] Normalize(ReadOnlySpan<float> action, ActionStatistics statistics)
    {
        var values = new double[action.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var (low, high) = (statistics.Low[i], statistics.High[i]);
            values[i] =
                !statistics.Scaled[i] ? action[i]
                : high > low ? Math.Clamp((2 * (action[i] - low) / (high - low)) - 1, -1, 1)
                : 0;
        }
        return values;
    }

    /// <summary>From [-1, 1] to the units of a data set; values that it does not scale stay as they are.</summary>
    public static double[] Denormalize(ReadOnlySpan<double> normalized, ActionStatistics statistics)
    {
        var values = new double[normalized.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var (low, high) = (statistics.Low[i], statistics.High[i]);
            values[i] = statistics.Scaled[i] ? (0.5 * (normalized[i] + 1) * (high - low)) + low : normalized[i];
        }
        return values;
    }
}
