using BlindVla.Core;

namespace BlindVla.Policies.Tabletop;

/// <summary>A top-down grasp: the point between the finger tips, and the direction in which the fingers close (world frame,
/// horizontal).</summary>
/// <param name="Center">Centre of the object's bounding box, world frame.</param>
/// <param name="ClosingYaw">Radians of the closing direction about the world's z axis.</param>
/// <param name="Width">Metres between the fingers when they touch the box.</param>
/// <param name="Top">Height of the highest corner of the box, world frame.</param>
/// <param name="Bottom">Height of the lowest corner of the box, world frame.</param>
public readonly record struct TopDownGrasp(Vector3D Center, double ClosingYaw, double Width, double Top, double Bottom);
