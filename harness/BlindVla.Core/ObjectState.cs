namespace BlindVla.Core;

/// <param name="Id">As in <see cref="ObjectPlacement.Id"/>.</param>
/// <param name="Pose">Of the object's origin, world frame.</param>
/// <param name="BoundingBoxMin">Object frame, metres.</param>
/// <param name="BoundingBoxMax">Object frame, metres.</param>
public sealed record ObjectState(string Id, Pose Pose, Vector3D BoundingBoxMin, Vector3D BoundingBoxMax);
