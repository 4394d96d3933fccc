using BlindVla.AssetGenerator.Images;

namespace BlindVla.AssetGenerator.Textures;

/// <summary>Colour at a place of the picture, in pixels from the top left.</summary>
internal delegate Rgb Pattern(double x, double y);
