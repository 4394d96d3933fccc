namespace BlindVla.AssetGenerator.Models;

/// <summary>How the surface grips; the meaning of the numbers is MuJoCo's.</summary>
/// <param name="Dimensions">4: sliding and torsion; 6: rolling as well, for round bodies, which would never come to rest.</param>
internal sealed record Contact(int Dimensions, string Friction)
{
    public static readonly Contact Gripping = new(4, "1 0.05 0.0005");

    public static readonly Contact Rolling = new(6, "1 0.05 0.002");
}
