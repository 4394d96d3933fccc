using BlindVla.AssetGenerator.Images;

namespace BlindVla.AssetGenerator.Models;

/// <param name="Color">Multiplies the texture.</param>
/// <param name="Texture">Drawn over the mesh's texture coordinates, if any.</param>
/// <param name="Specular">0 matt to 1.</param>
/// <param name="Shininess">0 broad to 1 narrow highlight.</param>
internal sealed record Material(Rgb Color, Picture? Texture = null, double Specular = 0.2, double Shininess = 0.3);
