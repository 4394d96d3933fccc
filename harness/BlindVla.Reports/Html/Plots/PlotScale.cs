using System.Globalization;

namespace BlindVla.Reports;

/// <summary>An axis with round numbers on it.</summary>
/// <param name="Minimum">At its left end.</param>
/// <param name="Maximum">At its right end.</param>
/// <param name="Step">From one tick to the next.</param>
/// <param name="IsDifference">In percentage points with their sign, and zero is marked; otherwise a rate.</param>
internal sealed record PlotScale(double Minimum, double Maximum, double Step, bool IsDifference)
{
    private const int MostTicks = 9;

    private static readonly double[] Steps = [0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5];

    /// <summary>From 0 to 100 %.</summary>
    public static PlotScale Rates { get; } = new(0, 1, 0.2, IsDifference: false);

    public string Unit => IsDifference ? "percentage points" : "per cent";

    public IEnumerable<double> Ticks =>
        Enumerable.Range(0, 1 + (int)Math.Round((Maximum - Minimum) / Step)).Select(i => Minimum + (i * Step));

    /// <summary>Wide enough for every value and for zero; ends at round numbers.</summary>
    public static PlotScale OfDifferences(IEnumerable<double> values)
    {
        var all = values.Append(0).ToList();
        var (low, high) = (Math.Max(-1, all.Min()), Math.Min(1, all.Max()));
        foreach (var step in Steps)
        {
            // A rounding error is no reason for another tick.
            var (first, last) = ((int)Math.Floor((low / step) + 1e-9), (int)Math.Ceiling((high / step) - 1e-9));
            if (last == first)
            {
                (first, last) = (-1, 1);
            }
            if (last - first < MostTicks)
            {
                return new(first * step, last * step, step, IsDifference: true);
            }
        }
        return new(-1, 1, 0.5, IsDifference: true);
    }

    /// <summary>Where a value is, in per cent of the axis; what lies beside it is at its end.</summary>
    public double At(double value) => 100 * (Math.Clamp(value, Minimum, Maximum) - Minimum) / (Maximum - Minimum);

    /// <summary>At a tick.</summary>
    public string Tick(double value) => (100 * value).ToString(IsDifference ? "+0;−0;0" : "0", CultureInfo.InvariantCulture);

    public string Text(double value) => IsDifference ? PlotText.Points(value) : PlotText.Percent(value);

    public string Text(Core.Interval interval) => $"{Text(interval.Minimum)} to {Text(interval.Maximum)}";
}
