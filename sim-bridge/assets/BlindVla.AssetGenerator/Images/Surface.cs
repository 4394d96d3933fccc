namespace BlindVla.AssetGenerator.Images;

/// <summary>Display colour at a place of a surface, metres.</summary>
internal delegate Rgb Surface(double x, double y);
