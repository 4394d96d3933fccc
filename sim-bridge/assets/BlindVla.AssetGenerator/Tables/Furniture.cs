using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Images;

namespace BlindVla.AssetGenerator.Tables;

/// <summary>A box that stands in the room: a drawer unit, a table leg. <c>Front</c> is drawn over (horizontal, z), <c>Top</c> over (x,
/// y).</summary>
internal sealed record Furniture(BoundingBox Box, Surface Front, Surface Top);
