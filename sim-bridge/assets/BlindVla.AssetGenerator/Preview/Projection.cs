using BlindVla.AssetGenerator.Geometry;

namespace BlindVla.AssetGenerator.Preview;

/// <summary>Where a point lands: pixels from the top left, and distance from the eye.</summary>
internal delegate (double Column, double Row, double Depth) Projection(Vector3 point);
