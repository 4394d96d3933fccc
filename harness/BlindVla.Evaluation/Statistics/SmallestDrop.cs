namespace BlindVla.Evaluation;

/// <summary>The smallest drop that a test finds.</summary>
internal static class SmallestDrop
{
    // A hundredth of a percentage point.
    private const double Precision = 1e-4;

    /// <param name="most">The largest that there can be.</param>
    /// <param name="finds">Whether it finds a drop; a larger one than it finds it finds, too.</param>
    /// <returns>1 where it does not even find the largest.</returns>
    public static double Of(double most, Func<double, bool> finds)
    {
        var (low, high) = (0.0, most);
        if (!finds(high))
        {
            return 1;
        }
        while (high - low > Precision)
        {
            var middle = (low + high) / 2;
            (low, high) = finds(middle) ? (low, middle) : (middle, high);
        }
        return high;
    }
}
