using BlindVla.Core;

namespace BlindVla.Training;

/// <summary>Normally distributed numbers out of keyed ones.</summary>
internal static class NormalNumber
{
    /// <summary>Of mean 0 and deviation 1.</summary>
    public static double Of(KeyedRandom random)
    {
        // Box and Muller 1958; 1 - u is never zero.
        var radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
        return radius * Math.Cos(2 * Math.PI * random.NextDouble());
    }
}
