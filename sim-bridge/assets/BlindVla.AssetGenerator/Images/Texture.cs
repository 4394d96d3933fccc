namespace BlindVla.AssetGenerator.Images;

/// <summary>Colour as a function of the place in a texture: u from left to right, v from bottom to top, both 0 to 1.</summary>
internal delegate Rgb Texture(double u, double v);
