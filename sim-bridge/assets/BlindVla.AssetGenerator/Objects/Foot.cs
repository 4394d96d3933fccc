using BlindVla.AssetGenerator.Models;

namespace BlindVla.AssetGenerator.Objects;

/// <summary>
/// What a standing round body stands on: one square. The octagon of the body begins a little higher, because its four boxes would multiply
/// the contact points with the boxes of a plate.
/// </summary>
internal static class Foot
{
    // The corners stand out by 7.5 % of the radius.
    private const double HalfSide = 0.76;
    private const double Height = 0.002;

    /// <summary>Metres from the standing surface to the shapes above.</summary>
    public const double Clearance = 0.0006;

    public static BoxShape Under(double x, double y, double bottom, double radius) =>
        new(new(x, y, bottom + (Height / 2)), new(HalfSide * radius, HalfSide * radius, Height / 2));
}
