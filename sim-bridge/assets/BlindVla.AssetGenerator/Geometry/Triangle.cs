namespace BlindVla.AssetGenerator.Geometry;

/// <summary>Corners, counter-clockwise seen from outside.</summary>
internal readonly record struct Triangle(int A, int B, int C);
