namespace BlindVla.Scenarios;

/// <summary>A place on the table: world frame, metres.</summary>
internal readonly record struct Cell(double X, double Y)
{
    /// <summary>
    /// Metres. Cells lie on multiples of a spacing, so many pairs are exactly at a round distance (0.15 m in a 0.03 m grid) up to the
    /// last bit. "Farther than the minimum" must not depend on that bit, so a tie counts as too near.
    /// </summary>
    private const double DistanceTolerance = 1e-9;

    public bool IsFartherThan(double minimum, Cell other) =>
        Math.Sqrt(((X - other.X) * (X - other.X)) + ((Y - other.Y) * (Y - other.Y))) > minimum + DistanceTolerance;
}
