using BlindVla.AssetGenerator.Geometry;

namespace BlindVla.AssetGenerator.Models;

/// <param name="Name">Lower-case, unique within the object.</param>
internal sealed record VisualPart(string Name, Mesh Mesh, Material Material);
