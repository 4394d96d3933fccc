using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>Makes of every time step's measures the numbers of the episode, whatever they mean.</summary>
internal sealed class MeasureFolding(ImmutableArray<MeasureSpec> specs)
{
    private readonly double?[] _values = new double?[specs.Length];

    /// <summary>What was measured so far.</summary>
    public Measurements Values =>
        Measurements.Of(specs.Zip(_values).Where(pair => pair.Second is not null).Select(pair => (pair.First.Name, pair.Second!.Value)));

    /// <param name="step">Control steps applied; 0 after reset.</param>
    /// <param name="measures">As the environment says, one for each.</param>
    public void Add(int step, ImmutableArray<double?> measures)
    {
        for (var i = 0; i < _values.Length; i++)
        {
            if (measures[i] is { } value)
            {
                _values[i] = Fold(specs[i].Fold, step, _values[i], value);
            }
            else if (specs[i].Fold == MeasureFold.Last)
            {
                _values[i] = null;
            }
        }
    }

    private static double? Fold(MeasureFold fold, int step, double? before, double now) =>
        fold switch
        {
            MeasureFold.Last => now,
            MeasureFold.Minimum => Math.Min(before ?? now, now),
            MeasureFold.Maximum or MeasureFold.Any => Math.Max(before ?? now, now),
            _ => before ?? (step > 0 && now == 1 ? step : null),
        };
}
